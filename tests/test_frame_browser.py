"""Menu, footer and the answer to an address without a page, in a real Chromium: by keyboard, without JavaScript, on any
screen, in either direction."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Page

from essaimage_wagtail.navigation.models import FooterSettings
from essaimage_wagtail.pages.models import CloudPage, DirectoryPage
from tests.testapp.models import ArticlePage

from .browsing import DESKTOP, PHONE, is_at_ease, is_whole
from .site import saved
from .visits import get

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 320, "height": 640}
LONG = "Nachbarschaftshilfeverein"
ADDRESSES = {"fr": "/fr/directory/", "ar": "/ar/directory/", "de": "/de/directory/"}


def below(parent, model, title, **fields):
    page = model(title=title, locale=parent.locale, live=False, **fields)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return saved(page, publish=True)


@pytest.fixture
def whole(live_server, site, make_sheet, make_method):
    """A site with every section, in three languages, and a footer."""
    for code in ("fr", "de", "ar"):
        home = site.home[code]
        below(home, DirectoryPage, "Communs", slug="communs", lists="commons")
        below(home, CloudPage, "Nuage", slug="nuage")
        below(home, ArticlePage, LONG if code == "de" else "Nouvelles", slug="nouvelles", show_in_menus=True)
        make_sheet("Jardin partagé", language=code, slug="jardin")
        make_method("Méthode", language=code, slug="methode")
    pages = [below(site.home["fr"], ArticlePage, title) for title in ("À propos", "Mentions légales")]
    FooterSettings.objects.create(
        site=site.home["fr"].get_site(),
        about=pages[0].translation_key,
        legal_notice=pages[1].translation_key,
        email="nachbarschaftshilfeverein@gemeinschaftsgarten.example.org",
        phone="+33 3 53 01 00 00",
        licence="CC-BY-SA-4.0",
    )
    return live_server.url


@pytest.fixture
def visit(whole, new_page):
    def visit(path, viewport=PHONE, **options):
        tab = new_page(viewport=viewport, **options)
        tab.goto(whole + path)
        return tab

    return visit


def button(tab):
    return tab.locator(".es-menu__button")


def links(tab):
    return tab.locator(".es-menu__list a")


def test_a_button_opens_it_by_keyboard_and_escape_closes_it(visit):
    tab = visit(ADDRESSES["fr"])
    expect(links(tab).first).to_be_hidden()
    tab.keyboard.press("Tab")  # the way past the header
    tab.keyboard.press("Tab")  # the site's name
    tab.keyboard.press("Tab")
    expect(button(tab)).to_be_focused()
    tab.keyboard.press("Enter")
    expect(links(tab).first).to_be_visible()
    tab.keyboard.press("Tab")
    expect(links(tab).first).to_be_focused()
    tab.keyboard.press("Escape")
    expect(links(tab).first).to_be_hidden()
    expect(button(tab)).to_be_focused()
    tab.keyboard.press("Enter")
    for _link in range(links(tab).count()):
        tab.keyboard.press("Tab")
    expect(links(tab).last).to_be_focused()
    tab.keyboard.press("Tab")
    # The focus has left it, and nothing lies over what has it now.
    expect(links(tab).first).to_be_hidden()
    expect(tab.locator(".es-header__link")).to_be_focused()


def test_a_click_elsewhere_closes_it_and_so_does_the_list_of_languages(visit):
    tab = visit(ADDRESSES["fr"])
    button(tab).click()
    tab.locator("h1").click(position={"x": 5, "y": 5}, force=True)
    menu = tab.locator(".es-menu__opener")
    button(tab).click() if menu.get_attribute("open") is None else None
    expect(links(tab).first).to_be_visible()
    tab.mouse.click(200, 800)
    expect(links(tab).first).to_be_hidden()
    button(tab).click()
    languages = tab.locator(".es-languages")
    languages.locator("summary").click()
    expect(languages.locator("a").first).to_be_visible()
    expect(links(tab).first).to_be_hidden()
    tab.keyboard.press("Escape")
    expect(languages.locator("a").first).to_be_hidden()
    expect(languages.locator("summary")).to_be_focused()


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_it_leads_somewhere(visit, whole, scripted):
    """But for the last link: that page of the site's own has another base."""
    tab = visit(ADDRESSES["fr"], java_script_enabled=scripted)
    assert links(tab).count() == 6
    for place in range(5):
        button(tab).click()
        address = links(tab).nth(place).get_attribute("href")
        links(tab).nth(place).click()
        tab.wait_for_url(whole + address)
        assert tab.locator(".es-menu [aria-current=page]").get_attribute("href") == address


def test_without_javascript_the_button_closes_it_too(visit):
    tab = visit(ADDRESSES["fr"], java_script_enabled=False)
    button(tab).click()
    expect(links(tab).first).to_be_visible()
    button(tab).click()
    expect(links(tab).first).to_be_hidden()


def test_a_wide_screen_needs_no_button(visit):
    tab = visit(ADDRESSES["fr"], DESKTOP)
    expect(button(tab)).to_be_hidden()
    expect(links(tab).last).to_be_visible()
    assert tab.locator(".es-header").bounding_box()["height"] < 90


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("code", ADDRESSES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(visit, code, viewport, theme):
    tab = visit(ADDRESSES[code], viewport, color_scheme=theme)
    is_at_ease(tab, f"frame-{code}-{viewport['width']}-{theme}")
    if viewport is PHONE:
        button(tab).click()
        is_at_ease(tab, f"frame-{code}-menu-{theme}")


@pytest.mark.parametrize("code", ADDRESSES)
def test_nothing_is_cut_off_on_a_small_phone(visit, code):
    tab = visit(ADDRESSES[code], SMALL)
    is_whole(tab, f"frame-{code}-320")
    button(tab).click()
    is_whole(tab, f"frame-{code}-320-menu")
    for part in (".es-menu__list", ".es-header", ".es-footer"):
        box = tab.locator(part).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    tab.keyboard.press("Escape")
    tab.locator(".es-languages summary").click()
    is_whole(tab, f"frame-{code}-320-languages")
    box = tab.locator(".es-languages__menu").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320


def test_on_paper_there_is_no_frame(visit):
    tab = visit(ADDRESSES["fr"], DESKTOP)
    tab.emulate_media(media="print")
    for part in (".es-menu", ".es-header__link", ".es-languages", ".es-footer"):
        expect(tab.locator(part)).to_be_hidden()
    expect(tab.locator(".es-brand")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["/fr/directory/jardin-partage-lile/", "/ar/nothing/", "/de/" + "x" * 120 + "/"])
def test_an_address_without_a_page(visit, path, viewport):
    tab = visit(path, viewport)
    is_at_ease(tab, f"lost-{path[1:3]}-{viewport['width']}")
    assert tab.locator("html").get_attribute("dir") == ("rtl" if path.startswith("/ar/") else "ltr")
    expect(tab.locator(".es-menu")).to_have_count(1)
    if "jardin" in path:
        search = tab.locator("form[role=search] input[name=q]")
        expect(search).to_have_value("jardin partagé")
        tab.locator("form[role=search] button").click()
        tab.wait_for_url("**/fr/directory/?q=jardin*")
        expect(tab.locator(".es-card__title a").first).to_have_text("Jardin partagé")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_for_errors_can_be_read(live_server, site, new_page, client, monkeypatch, theme):
    """As Django answers when a view fails, with no script and no list of files."""
    from essaimage_wagtail.directory import views

    monkeypatch.setattr(views, "SiteSearch", None)
    client.raise_request_exception = False
    address = reverse("essaimage:search")
    assert get(client, address, 500)
    tab = new_page(viewport=PHONE, color_scheme=theme)
    tab.goto(live_server.url + address)
    is_at_ease(tab, f"error-{theme}")
    tab.get_by_role("link").click()
    tab.wait_for_url("**/fr/")


def test_the_icons_are_there(visit):
    tab = visit(ADDRESSES["fr"], DESKTOP)
    for link in tab.locator("link[rel*=icon]").all():
        answer = tab.request.get(tab.evaluate("link => link.href", link.element_handle()))
        assert answer.ok
        assert answer.body()
