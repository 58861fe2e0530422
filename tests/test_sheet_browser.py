"""The page of a sheet in a real Chromium, on phones and desks, in French and Arabic, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from .browsing import DESKTOP, PHONE, is_at_ease, is_whole
from .crammed import bare, crammed, whole

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TROUBLE = """() => {
  const box = element => element.getBoundingClientRect();
  const shown = element => element.checkVisibility() && box(element).width > 1 && box(element).height > 1;
  const name = element => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`;
  const trouble = [];
  const arounds = '.es-sheet__header, .es-sheet__intro, .es-acts, .es-sheet__text, .es-facts';
  for (const around of document.querySelectorAll(arounds)) {
    const parts = [...around.children].filter(shown);
    parts.forEach((one, index) => parts.slice(index + 1).forEach(other => {
      const [a, b] = [box(one), box(other)];
      const apart = a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
      if (!apart) trouble.push(['overlap', name(one), name(other)]);
    }));
  }
  const width = document.documentElement.clientWidth;
  for (const one of document.querySelectorAll('main *:not(svg *, .es-visually-hidden, .es-visually-hidden *)')) {
    if (!shown(one)) continue;
    if (box(one).left < -1 || box(one).right > width + 1) trouble.push(['outside', name(one)]);
    const clips = ['hidden', 'clip'].includes(getComputedStyle(one).overflowX);
    if (clips && one.scrollWidth > one.clientWidth + 1) trouble.push(['cut off', name(one)]);
    const mayBeEmpty = one.matches('img, input, br, svg, source, td, span, video, .es-matrix *');
    if (!one.children.length && !one.textContent && !mayBeEmpty) trouble.push(['empty', name(one)]);
  }
  return trouble;
}"""
"""What overlaps, is outside, cut off or empty."""
INK = """() => {
  const title = document.querySelector('h1'), style = getComputedStyle(title);
  const context = document.createElement('canvas').getContext('2d');
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const ink = context.measureText(title.textContent);
  return [ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent, parseFloat(style.lineHeight)];
}"""
"""How high the letters of the title are from the highest accent to the lowest stem, and how far apart its lines."""
STILL = """() => new Promise(done => {
  let last = -1;
  const look = () => {
    if (scrollY === last) return done();
    last = scrollY;
    setTimeout(look, 150);
  };
  look();
})"""
"""Waits until the page has stopped moving."""


@pytest.fixture
def visit(live_server, site, make_sheet, new_page):
    """``visit(whole, "ar", viewport=PHONE)``: a tab at a new sheet; nothing is asked of another site."""
    foreign = []

    def visit(make, language="fr", **options):
        sheet = make(site, make_sheet, language)
        tab = new_page(**{"viewport": PHONE, "locale": language, **options})
        tab.on("request", lambda asked: None if asked.url.startswith(live_server.url) else foreign.append(asked.url))
        assert tab.goto(live_server.url + sheet.url).status == 200
        return tab

    yield visit
    assert foreign == []


def bottom(locator):
    box = locator.bounding_box()
    return box["y"] + box["height"]


# The top of the page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_phone_shows_what_it_takes_to_judge_without_scrolling(visit, language):
    tab = visit(whole, language)
    contents = tab.locator(".es-contents summary").bounding_box()["y"]
    for fact in ("h1", ".es-sheet__pitch", ".es-status", ".es-sheet__years", ".es-facts__bearer", ".es-facts--record"):
        assert bottom(tab.locator(fact)) <= min(PHONE["height"], contents), fact
    beside = [part.bounding_box() for part in tab.locator(".es-facts--record > div").all()]
    assert len({box["y"] for box in beside}) == 1, "how complete, and how recent"
    assert tab.locator(".es-sheet__cover").bounding_box()["y"] > bottom(tab.locator(".es-facts--record"))


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_letters_of_a_title_on_two_lines_do_not_touch(visit, language, viewport):
    tab = visit(whole, language, viewport=viewport)
    tab.reload()  # a font that comes too late is used from the next page on
    high, apart = tab.evaluate(INK)
    assert high <= apart + 0.5


# What can be done with it


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_acts_with_javascript(visit, language, live_server):
    tab = visit(whole, language, permissions=["clipboard-read", "clipboard-write"])
    tab.evaluate("window.print = () => { document.title = 'printed'; }")
    tab.locator("[data-essaimage-print]").click()
    expect(tab).to_have_title("printed")
    tab.locator(".es-share summary").click()
    copy = tab.locator("[data-essaimage-copy]")
    before = copy.inner_text()
    copy.click()
    expect(copy).not_to_have_text(before)
    shared = tab.locator(".es-share input").input_value()
    assert tab.evaluate("navigator.clipboard.readText()") == shared
    is_whole(tab)
    tab.locator(".es-acts .es-button").click()
    tab.wait_for_url("**view=replicate*")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_acts_without_javascript(visit, language):
    tab = visit(whole, language, java_script_enabled=False)
    assert not tab.locator("[data-essaimage-print], [data-essaimage-copy]").and_(tab.locator(":visible")).count()
    tab.locator(".es-share summary").click()
    expect(tab.locator(".es-share input")).to_be_visible()
    expect(tab.locator(".es-share a[href^=mailto]")).to_be_visible()
    tab.locator(".es-acts > a[href*='/improve/']").click()
    tab.wait_for_url("**/improve/**")


# The contents


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_contents_are_one_tap_away_everywhere(visit, language):
    tab = visit(whole, language)
    button = tab.locator(".es-contents summary")
    height = tab.evaluate("document.documentElement.scrollHeight")
    assert height > 4 * PHONE["height"]
    for part in (0, 0.25, 0.5, 0.75):
        tab.evaluate("where => scrollTo({top: where, behavior: 'instant'})", part * height)
        box = button.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
        assert PHONE["height"] - 100 < box["y"] and box["y"] + box["height"] <= PHONE["height"]
        assert box["height"] >= 44
    button.click()
    is_whole(tab, f"contents-{language}")
    link = tab.locator(".es-contents a[href^='#section-']").nth(4)
    target = link.get_attribute("href")
    link.click()
    expect(tab.locator(target)).to_be_in_viewport()
    expect(tab.locator(".es-contents details")).not_to_have_attribute("open", "")
    expect(tab.locator(f".es-contents a[href='{target}']")).to_have_attribute("aria-current", "true")
    assert tab.locator(".es-contents [aria-current]").count() == 1
    button.click()
    tab.locator(".es-contents .es-toc__up").click()
    tab.wait_for_function("scrollY < 200")
    expect(tab.locator(".es-contents [aria-current]")).to_have_count(0)


def test_contents_by_keyboard(visit):
    tab = visit(whole)
    details = tab.locator(".es-contents details")
    details.locator("summary").press("Enter")
    expect(details).to_have_attribute("open", "")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.hash").startswith("#section-")
    tab.keyboard.press("Escape")
    expect(details).not_to_have_attribute("open", "")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    details.locator("summary").press("Enter")
    tab.locator("h1").click()
    expect(details).not_to_have_attribute("open", "")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_contents_without_javascript(visit, language):
    tab = visit(whole, language, java_script_enabled=False)
    tab.locator(".es-contents summary").click()
    link = tab.locator(".es-contents a[href^='#section-']").nth(4)
    target = link.get_attribute("href")
    link.click()
    expect(tab.locator(target)).to_be_in_viewport()
    expect(tab.locator(".es-contents summary")).to_be_in_viewport()


def test_contents_beside_the_text_mark_what_is_read(visit):
    tab = visit(whole, viewport=DESKTOP)
    aside = tab.locator(".es-toc--aside")
    expect(tab.locator(".es-contents")).to_be_hidden()
    for link in aside.locator("a[href^='#section-']").all()[:6]:
        link.click()
        expect(tab.locator(link.get_attribute("href"))).to_be_in_viewport()
        tab.evaluate(STILL)
        expect(link).to_have_attribute("aria-current", "true")
        expect(aside.locator("[aria-current]")).to_have_count(1)
        expect(aside).to_be_in_viewport()


def test_a_section_that_was_asked_for_is_marked_though_it_is_short(visit):
    """The window is so high that its upper third holds several sections."""
    tab = visit(whole, viewport={"width": DESKTOP["width"], "height": 4000})
    aside = tab.locator(".es-toc--aside")
    for link in aside.locator("a[href^='#section-']").all()[:3]:
        link.click()
        tab.evaluate(STILL)
        expect(link).to_have_attribute("aria-current", "true")


def test_offer_of_a_language_does_not_lie_over_the_contents(live_server, site, make_sheet, new_page):
    sheet = whole(site, make_sheet)
    sheet.copy_for_translation(site.locales["en"]).save_revision().publish()
    tab = new_page(viewport=PHONE, locale="en-GB")
    tab.goto(live_server.url + sheet.url)
    offer = tab.locator(".es-proposal:visible").bounding_box()
    assert bottom(tab.locator(".es-contents summary")) <= offer["y"]


# At ease everywhere, with too much and too little


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_axe_finds_nothing(visit, language, viewport):
    tab = visit(whole, language, viewport=viewport)
    tab.locator(".es-share summary").click()
    if viewport is PHONE:
        tab.locator(".es-contents summary").click()
    for theme in ("light", "dark"):
        tab.emulate_media(color_scheme=theme)
        is_at_ease(tab, f"whole-{language}-{viewport['width']}-{theme}")


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("make", [crammed, bare, whole])
def test_nothing_overlaps_is_cut_off_or_empty(visit, make, language):
    tab = visit(make, language)
    for width in (320, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            tab.emulate_media(color_scheme=theme)
            is_whole(tab, f"{make.__name__}-{language}-{width}-{theme}")
        assert tab.evaluate(TROUBLE) == [], width
