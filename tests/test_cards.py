"""Cards: the picture that social networks show of a page, with its title drawn."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from PIL import Image, features
from wagtail.models import PageViewRestriction

from essaimage_wagtail.models import Territory
from essaimage_wagtail.sharing import drawing, views
from essaimage_wagtail.sharing.card import card_address
from essaimage_wagtail.sharing.drawing import HEIGHT, WIDTH, Words, can_write, card, fitted

from .site import image
from .visits import get

TITLES = {
    "fr": "Rencontres entre mineures enceintes et personnes âgées, autour de la sexualité",
    "de": "Straßenfest der Grünflächenamtsleiterstellvertreterinnen",
    "es": "¿Quién cuida el huerto de la señora Núñez?",
    "ar": "صندوق أدوات AMAP للأحياء: حديقة مشتركة في قلب المدينة",
}


def opened(content):
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def inked(picture):
    """How many pixels are darker than the paper."""
    return sum(picture.convert("L").point(lambda tone: 255 if tone < 128 else 0).histogram()[200:])


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.mark.parametrize("code", TITLES)
def test_titles_of_every_language_are_drawn(code):
    assert can_write(TITLES[code])
    content, kind = card(Words(TITLES[code], "", "", is_rtl=code == "ar"))
    picture = opened(content)
    assert (picture.size, picture.format, kind) == ((WIDTH, HEIGHT), "PNG", "image/png")
    assert len(content) < 60_000
    assert inked(picture) > inked(opened(card(Words("i", "", ""))[0])) + 3000


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no Raqm")
def test_arabic_letters_are_joined_and_begin_at_the_right():
    font = drawing._font(60)
    assert font.getlength("بيت", direction="rtl") < sum(font.getlength(letter) for letter in "بيت")
    picture = opened(card(Words("بيت", "", "", is_rtl=True))[0]).convert("L").crop((0, 100, WIDTH, 460))
    box = picture.point(lambda tone: 255 if tone < 128 else 0).getbbox()
    assert box[0] > WIDTH / 2


def test_without_raqm_arabic_is_not_drawn_wrongly(monkeypatch):
    monkeypatch.setattr(drawing.features, "check", lambda name: False)
    assert not can_write("حديقة") and can_write("Jardin")


@pytest.mark.parametrize("title", ["日本", "Jardin 🌱", "", "   ", "Ναι"])
def test_letters_that_the_font_lacks_are_not_drawn(title):
    assert not can_write(title)


@pytest.mark.parametrize("title", ["W" * 300, "mot " * 75, "a", "Wort" * 30 + " x", "l’été – « où » ?"])
@pytest.mark.parametrize("room", [WIDTH - 144, 576])
def test_any_title_has_room(title, room):
    size, lines = fitted(title, room)
    assert len(lines) <= drawing.MOST_LINES
    assert all(drawing._length(line, size, False) <= room for line in lines)
    if len(" ".join(lines)) < len(title.strip()):
        assert any("…" in line for line in lines)


def test_of_short_titles_the_letters_are_large():
    assert fitted("Fête", 1000)[0] == max(drawing.SIZES)
    assert fitted(TITLES["fr"], 576)[0] < max(drawing.SIZES)


@pytest.mark.npm
def test_what_people_write_breaks_nothing(naughty_strings):
    written = [text for text in naughty_strings if can_write(text)]
    assert len(written) > 200
    for text in written[::3]:
        assert opened(card(Words(text, text, text))[0]).size == (WIDTH, HEIGHT)


def test_a_card_shows_the_cover_beside_the_title(client, site, make_sheet):
    sheet = make_sheet("Jardin", cover=image("Photo"), territory=site.territory.lille)
    response = get(client, card_address(sheet, "fr"))
    assert response["Content-Type"] == "image/jpeg"
    assert "max-age" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
    picture = opened(response.content)
    assert picture.size == (WIDTH, HEIGHT)
    # The test's picture is white: the paper is not.
    right, left = picture.getpixel((WIDTH - 10, 300)), picture.getpixel((10, 300))
    assert right != left and sum(right) > sum(left)


def test_a_sheet_says_where_it_is_and_a_common_what_it_is(client, site, make_sheet, make_common):
    sheet = make_sheet("Jardin", territory=site.territory.lille)
    assert views.words_of(sheet, "fr", "Tests") == Words("Jardin", "Lille, France", "Tests")
    with translation.override("en"):
        assert views.words_of(make_common("Charte"), "en", "Tests").detail == "Common"
        made_up = make_sheet("Exemple", territory=site.territory.lille, fictional=True)
        assert views.words_of(made_up, "en", "Tests").detail == "Made-up example"


def test_a_cover_whose_file_is_gone_is_left_out(client, site, make_sheet):
    cover = image("Photo")
    sheet = make_sheet("Jardin", cover=cover)
    cover.file.storage.delete(cover.file.name)
    assert get(client, card_address(sheet, "fr"))["Content-Type"] == "image/png"


def test_a_card_is_drawn_once_for_each_version(client, site, make_sheet, monkeypatch):
    drawn = []
    monkeypatch.setattr(views, "card", lambda *args: drawn.append(args) or (b"picture", "image/png"))
    sheet = make_sheet("Jardin")
    for _time in range(3):
        get(client, card_address(sheet, "fr"))
    assert len(drawn) == 1
    before = card_address(sheet, "fr")
    sheet.title = "Jardins"
    sheet.save_revision().publish()
    sheet.refresh_from_db()
    present = card_address(sheet, "fr")
    assert get(client, before, 302)["Location"] == present
    assert get(client, f"{before.rsplit('/', 2)[0]}/999999/", 302)["Location"] == present
    get(client, present)
    assert [words.title for words, _cover in drawn] == ["Jardin", "Jardins"]


def test_of_hidden_pages_there_is_no_card(client, site, make_sheet):
    draft, private, shown = make_sheet("Brouillon", publish=False), make_sheet("Privé"), make_sheet("Public")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    addresses = [card_address(sheet, "fr") for sheet in (draft, private)]
    addresses += [card_address(shown, "en"), card_address(site.directory["fr"], "fr")]
    # Django looks for what is not found with a language in front.
    assert {client.get(address, follow=True).status_code for address in addresses} == {404}
    assert client.post(card_address(shown, "fr")).status_code == 405
    shown.unpublish()
    assert client.get(card_address(shown, "fr"), follow=True).status_code == 404


def test_a_card_costs_few_queries(client, site, make_sheet):
    address = card_address(make_sheet("Jardin", cover=image("Photo"), territory=site.territory.lille), "fr")
    get(client, address)
    with CaptureQueriesContext(connection) as context:
        get(client, address)
    assert len(context.captured_queries) <= 6


def test_pages_name_their_card_with_its_measures(client, site, make_sheet, make_common, make_method):
    for page in (make_sheet("Jardin"), make_common("Charte"), make_method("Essaimer")):
        html = get(client, page.url).content.decode()
        address = card_address(page, "fr")
        assert f'<meta property="og:image" content="http://localhost{address}">' in html
        assert '<meta property="og:image:type" content="image/png">' in html
        assert '<meta property="og:image:width" content="1200">' in html
        assert '<meta name="twitter:card" content="summary_large_image">' in html
        assert opened(get(client, address).content).size == (1200, 630)


def test_territories_and_themes_have_cards(client, site, make_sheet, monkeypatch):
    drawn = []
    monkeypatch.setattr(views, "card", lambda *args: drawn.append(args) or card(*args))
    make_sheet("Jardin", territory=site.territory.lille, themes=[site.themes["garden"]["fr"]])
    for path in ("territory/FR-59350/lille/", "theme/garden/"):
        url = f"{site.directory['fr'].url}{path}"
        html = get(client, url).content.decode()
        assert f'<meta property="og:image" content="http://localhost{url}?format=card">' in html
        for _time in range(2):
            assert opened(get(client, f"{url}?format=card").content).size == (1200, 630)
    assert [(words.title, words.detail) for words, _cover in drawn] == [
        ("Lille", "1 initiative"),
        ("Jardins", "1 initiative"),
    ]
    Territory.objects.filter(pk=site.territory.lille.pk).update(name="里尔")
    url = get(client, f"{site.directory['fr'].url}territory/FR-59350/", 302)["Location"]
    assert "og:image" not in get(client, url).content.decode()
    get(client, f"{url}?format=card", 404)
