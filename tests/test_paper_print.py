"""A sheet that is printed from a browser: what is closed on screen is open, and the page can be found again."""

import pytest

from .papers import pages_of, text_of

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.usefixtures("pdf")]


@pytest.fixture
def sheet(live_server, make_sheet):
    points = [{"title": f"Point {n}", "likelihood": n, "severity": n, "consequence": "Mots " * 30} for n in (1, 2, 3)]
    return make_sheet("Épicerie", body=[{"type": "vigilance", "value": {"points": points}, "id": "v"}])


def printed(page):
    return page.pdf(prefer_css_page_size=True, print_background=True)


def test_gaps_are_open_and_the_address_is_at_the_end(page, live_server, sheet):
    page.goto(f"{live_server.url}{sheet.url}")
    gap = page.locator(".es-admissions__rest li").first
    code = page.locator(".es-on-paper svg")
    assert not code.is_visible()
    page.emulate_media(media="print")
    assert gap.is_visible()
    assert code.is_visible()
    assert not page.locator(".es-acts").is_visible()
    text = text_of(printed(page))
    assert gap.text_content() in text
    assert text.rstrip().endswith(sheet.full_url)


def test_a_risk_stands_beside_the_picture_of_all_risks(page, live_server, sheet):
    page.goto(f"{live_server.url}{sheet.url}")
    page.emulate_media(media="print")
    matrix, point = (page.locator(name).first.bounding_box() for name in (".es-matrix", ".es-vigilance__point"))
    assert abs(matrix["y"] - point["y"]) < 20
    assert matrix["x"] + matrix["width"] <= point["x"]
    assert pages_of(printed(page)) == 1


def test_the_end_is_not_torn_apart(page, live_server, make_sheet, sheet):
    """The last page has the whole end of a sheet, if it has some of it."""
    for words in (330, 360):
        body = [{"type": "description", "value": {"text": f"<p>{'mot ' * words * 4}</p>"}, "id": "d"}]
        long = make_sheet(f"Longue {words}", body=body)
        page.goto(f"{live_server.url}{long.url}")
        content = printed(page)
        last = text_of(content, first=pages_of(content) - 1)
        assert long.full_url in last
        assert "Fiche mise à jour" in last
