"""Menu and footer of the package's own base: what they lead to, for whom, and what they cost."""

import re

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page, ReferenceIndex

from essaimage_wagtail.navigation import checks
from essaimage_wagtail.navigation.menu import HOOK, MenuItem
from essaimage_wagtail.navigation.models import PAGES, FooterSettings
from essaimage_wagtail.pages.models import CloudPage, DirectoryPage
from tests.testapp.models import ArticlePage

from .hiding import HIDING
from .site import saved
from .translating import translate
from .visits import MOST_QUERIES_OF_A_SHEET, get, queries

pytestmark = pytest.mark.django_db

MAP = ("map", "/fr/directory/?view=map", "")


def html(client, url, **params):
    return get(client, url, **params).content.decode()


def menu(client, url, **params):
    """``[(name, address, aria-current)]``."""
    items = get(client, url, **params).context["essaimage"].navigation.menu
    return [(item.name, item.url, item.current) for item in items]


def below(parent, model, title, **fields):
    page = model(title=title, locale=parent.locale, live=False, **fields)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return saved(page, publish=True)


@pytest.fixture
def sections(site, make_method):
    """What a whole site has beside its directory, in French."""
    home = site.home["fr"]
    return {
        "cloud": below(home, CloudPage, "Nuage"),
        "method": make_method("Une méthode"),
        "commons": below(home, DirectoryPage, "Communs", slug="communs", lists="commons"),
    }


# The menu


def test_the_directory_and_its_map_are_enough(client, site):
    assert menu(client, site.directory["fr"].url) == [("initiatives", "/fr/directory/", "page"), MAP]


def test_every_section_of_the_site_in_one_order(client, site, sections):
    below(site.home["fr"], ArticlePage, "Nouvelles", slug="nouvelles", show_in_menus=True)
    assert menu(client, site.directory["fr"].url) == [
        ("initiatives", "/fr/directory/", "page"),
        ("commons", "/fr/communs/", ""),
        ("method", sections["method"].url, ""),
        ("cloud", "/fr/nuage/", ""),
        MAP,
        ("", "/fr/nouvelles/", ""),
    ]


@pytest.mark.parametrize("hidden", HIDING)
def test_what_is_not_public_is_not_in_it(client, site, sections, hidden):
    for page in sections.values():
        if hidden != "of another site":
            HIDING[hidden](page)
    if hidden == "of another site":
        HIDING[hidden](sections["method"])
    names = [name for name, _url, _current in menu(client, site.directory["fr"].url)]
    assert "method" not in names
    assert hidden == "of another site" or names == ["initiatives", "map"]


def test_a_section_in_another_language_is_not_that_of_the_reader_but_for_a_method(client, site, sections):
    found = get(client, site.directory["en"].url).context["essaimage"].navigation.menu
    assert [(item.name, item.language and item.language.code) for item in found] == [
        ("initiatives", None),
        ("method", "fr"),
        ("map", None),
    ]
    assert f'href="{sections["method"].url}" hreflang="fr">Method</a>' in html(client, site.directory["en"].url)


def test_the_method_in_the_reader_s_language(client, site, sections, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        english = translate(sections["method"], "en")
    assert ("method", Page.objects.get(pk=english.pk).url, "") in menu(client, site.directory["en"].url)


def test_a_site_adds_pages_by_wagtail_s_own_tick_box(client, site, make_method):
    home = site.home["fr"]
    first = below(home, ArticlePage, "Nouvelles", slug="nouvelles", show_in_menus=True)
    below(home, ArticlePage, "Brèves", slug="breves")
    below(first, ArticlePage, "Plus bas", slug="plus-bas", show_in_menus=True)
    below(site.home["en"], ArticlePage, "News", slug="news", show_in_menus=True)
    make_method("Première")
    second = make_method("Deuxième", show_in_menus=True)
    added = [url for name, url, _current in menu(client, site.directory["fr"].url) if not name]
    assert added == [first.url, second.url]


def test_an_alias_with_the_words_of_another_language_is_not_added(client, site):
    page = below(site.home["fr"], ArticlePage, "Nouvelles", slug="nouvelles", show_in_menus=True)
    page.copy_for_translation(site.locales["en"], alias=True)
    assert "Nouvelles" not in html(client, site.directory["en"].url)


def test_where_the_reader_is(client, site, sections, make_sheet, make_common):
    sheet, common = make_sheet("Jardins"), make_common("Charte", parent=sections["commons"])

    def current(url, **params):
        return [(name, state) for name, _url, state in menu(client, url, **params) if state]

    assert current(site.directory["fr"].url) == [("initiatives", "page")]
    assert current(site.directory["fr"].url, view="map") == [("initiatives", "true"), ("map", "page")]
    assert current(sheet.url) == current(sheet.url, view="lineage") == [("initiatives", "true")]
    assert current(common.url) == [("commons", "true")]
    assert current(sections["method"].url) == [("method", "page")]
    history = reverse("essaimage:wiki:history", args=[sections["method"].translation_key, "fr"])
    assert current(history) == [("method", "true")]
    assert 'aria-current="page">Method' in html(client, sections["method"].url).replace("Méthode", "Method")


def test_a_page_within_a_section_that_lies_in_another_is_marked_once(client, site, make_common):
    commons = below(site.directory["fr"], DirectoryPage, "Communs", slug="communs", lists="commons")
    common = make_common("Charte", parent=commons)
    assert [name for name, _url, current in menu(client, common.url) if current] == ["commons"]


def test_hooks_of_a_site_change_it(client, site):
    def change(request, items):
        items[:] = [item for item in items if item.name != "map"]
        items.append(MenuItem("", "Elsewhere", "https://example.org/"))
        items.append(MenuItem("", "Nowhere", "javascript:alert(1)"))

    with hooks.register_temporarily(HOOK, change):
        shown = html(client, site.directory["fr"].url)
    assert '<a href="https://example.org/">Elsewhere</a>' in shown
    assert "?view=map" not in re.search(r'<ul class="es-menu__list".*?</ul>', shown, re.DOTALL)[0]
    assert "javascript:" not in shown


def test_titles_are_text(client, site):
    below(site.home["fr"], ArticlePage, "<script>1</script>", slug="x", show_in_menus=True)
    assert "<script>1" not in html(client, site.directory["fr"].url)


# The footer


@pytest.fixture
def choose(site):
    """``choose(about=page, email="…")``: what editors choose for the site."""

    def choose(**chosen):
        values = {name: getattr(value, "translation_key", value) for name, value in chosen.items()}
        return FooterSettings.objects.create(site=site.home["fr"].get_site(), **values)

    return choose


def footer(client, url):
    return re.search(r'<footer class="es-footer".*</footer>', html(client, url), re.DOTALL)[0]


def test_pages_in_the_version_that_suits_the_reader(client, site, choose):
    french = below(site.home["fr"], ArticlePage, "À propos", slug="a-propos")
    english = below(site.home["en"], ArticlePage, "About", slug="about", translation_key=french.translation_key)
    legal = below(site.home["fr"], ArticlePage, "Mentions", slug="mentions")
    choose(about=english, legal_notice=legal)
    assert f'<a href="{french.url}">À propos</a>' in footer(client, site.directory["fr"].url)
    shown = footer(client, site.directory["en"].url)
    assert f'<a href="{english.url}">About</a>' in shown
    assert f'<a href="{legal.url}" hreflang="fr"><span lang="fr" dir="ltr">Mentions</span></a>' in shown


@pytest.mark.parametrize("hidden", HIDING)
def test_what_is_not_public_is_not_linked(client, site, choose, hidden):
    page = below(site.home["fr"], ArticlePage, "À propos", slug="a-propos")
    choose(about=page)
    HIDING[hidden](page)
    assert "propos" not in footer(client, site.directory["fr"].url)
    page.delete()
    assert "propos" not in footer(client, site.directory["fr"].url)


def test_how_to_reach_the_people_and_the_licence(client, site, choose):
    choose(email="marie@example.org", phone="+33 (0)3 20 00", licence="CC-BY-4.0")
    shown = footer(client, site.directory["fr"].url)
    assert '<a href="mailto:marie@example.org"><bdi>marie@example.org</bdi></a>' in shown
    assert '<a href="tel:+33032000">' in shown
    assert 'rel="license" href="https://creativecommons.org/licenses/by/4.0/"' in shown


def test_a_licence_that_is_not_known_is_not_named(client, site, choose):
    choose(licence="MIT", phone="none")
    shown = footer(client, site.directory["fr"].url)
    assert 'rel="license"' not in shown
    assert "tel:" not in shown


def test_feed_and_recent_changes(client, site):
    shown = footer(client, site.directory["fr"].url)
    assert 'href="/fr/directory/?format=atom"' in shown
    assert f'href="{reverse("essaimage:wiki:recent")}?language=fr"' in shown
    assert get(client, site.directory["fr"].url, format="atom")["Content-Type"].startswith("application/atom+xml")


def test_every_language_of_the_site_is_named(client, site):
    shown = footer(client, site.directory["fr"].url)
    assert re.findall(r'hreflang="(\w+)"', shown) == ["fr", "en", "es", "de", "ar"]
    assert 'lang="ar" dir="rtl" hreflang="ar"' in shown


def test_a_visit_writes_nothing(client, site):
    get(client, site.directory["fr"].url)
    assert not FooterSettings.objects.exists()


def test_without_the_app_the_page_tree_is_shown(client, site, choose, monkeypatch):
    choose(email="marie@example.org")
    known = apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: "navigation" not in name and known(name))
    shown = footer(client, site.directory["fr"].url)
    assert "marie@example.org" not in shown
    assert "?format=atom" in shown


@pytest.mark.references
def test_editors_choose_it_in_the_settings(editor, site, django_capture_on_commit_callbacks):
    page = below(site.home["en"], ArticlePage, "About", slug="about")
    address = reverse(
        "wagtailsettings:edit", args=["essaimage_navigation", "footersettings", site.home["fr"].get_site().pk]
    )
    form = html(editor, address)
    assert all(f'name="{name}"' in form for name in PAGES)
    data = {**dict.fromkeys(PAGES, ""), "about": page.pk, "email": "marie@example.org", "phone": "", "licence": ""}
    with django_capture_on_commit_callbacks(execute=True):
        assert editor.post(address, data).status_code == 302
    chosen = FooterSettings.objects.get()
    assert (chosen.about, chosen.contact, chosen.email) == (page.translation_key, None, "marie@example.org")
    # Who deletes the page is told that the footer leads to it.
    assert ReferenceIndex.get_references_to(page).exists()
    assert address in html(editor, reverse("wagtailadmin_pages:usage", args=[page.pk]))


def test_the_app_needs_that_of_wagtail_s_settings(monkeypatch):
    assert checks.check_settings_app(None) == []
    monkeypatch.setattr(apps, "is_installed", lambda name: False)
    assert [problem.id for problem in checks.check_settings_app(None)] == ["essaimage_wagtail.E301"]


# What it costs


def own(client, url):
    """The statements for menu and footer among those of a visit."""
    found = queries(client, url)
    return [sql for sql in found if "footersettings" in sql or 'AS "lists"' in sql], found


def test_two_queries_whatever_there_is(client, site, sections, make_sheet, choose):
    sheet = make_sheet("Jardins")
    few, all_of_few = own(client, sheet.url)
    for number in range(12):
        page = below(site.home["fr"], ArticlePage, f"P{number}", slug=f"p{number}", show_in_menus=True)
    choose(about=page, contact=page, legal_notice=sections["method"], email="a@example.org")
    many, all_of_many = own(client, sheet.url)
    assert len(few) == len(many) == 2
    assert len(all_of_few) == len(all_of_many) <= MOST_QUERIES_OF_A_SHEET


def test_a_site_with_its_own_base_pays_nothing(client, site, settings):
    settings.ESSAIMAGE = {"BASE_TEMPLATE": "testapp/site_base.html"}
    assert own(client, site.directory["fr"].url)[0] == []


def test_a_site_with_its_own_base_may_include_the_menu(rf, site):
    from django.template import engines

    from essaimage_wagtail.contexts.page import PageContext

    template = engines["django"].from_string('{% include "essaimage_wagtail/includes/site_menu.html" %}')
    page = Page.objects.get(pk=site.directory["fr"].pk).specific
    shown = template.render({"essaimage": PageContext(page, rf.get("/fr/directory/"))})
    assert 'href="/fr/directory/" aria-current="page"' in shown
    # Nothing where nothing is known of the page.
    assert "<nav" not in template.render({})
