"""What is printed for the day of an encounter, as PDF: whole, in the languages of people, each on paper of its size."""

import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument

from essaimage_wagtail.encounters.day.papers import TOGETHER, parts_of

from .encounter_days import keys_of, make_encounter, plan, register
from .papers import elements_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.usefixtures("pdf")]

LONG = " ".join(["Donaudampfschifffahrtsgesellschaft"] * 5)
A5, A6 = (595, 420), (298, 420)
"""In points: across, and from A6 on upright."""


@pytest.fixture
def encounter(site):
    pitches = [{"name": LONG}, {"name": "Four à pain"}, {"name": "حديقة الجيران", "breaks": "2"}]
    return make_encounter(site.home["fr"], pitches=pitches)


def pdf_of(client, encounter, name):
    answer = client.get(f"{reverse('essaimage_encounter_paper', args=[encounter.pk, name])}?format=pdf")
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    return answer.content


def sizes(content):
    return [tuple(map(round, page.get_size())) for page in PdfDocument(content)]


def words(content):
    """Without white space, which stands where a long word is broken."""
    return "".join(text_of(content).split())


def test_nothing_is_cut_off(client, log_in, encounter):
    sara = register(encounter, "سارة", language="ar")
    # A language into which nothing here is translated, and a name as long as it may be.
    other = register(encounter, ("Wolfeschlegelsteinhausenbergerdorff " * 5).strip(), language="he", needs="x" * 500)
    plan(encounter, [sara, other])
    log_in(encounter, "change")
    cards = pdf_of(client, encounter, "cards")
    assert sizes(cards) == [A5, A5, A5]
    assert LONG.replace(" ", "") in words(cards)
    programmes = pdf_of(client, encounter, "programmes")
    assert set(sizes(programmes)) == {A6}
    assert words(programmes).count("Wolfeschlegelsteinhausenbergerdorff") >= 5
    # Read from the right, the parts of a word that is broken come in another order: all its letters are there.
    assert words(programmes).count("f") >= 2 * LONG.count("f")
    # Tagged, as PDF/UA asks.
    assert {"H2", "Table", "TH"} <= {kind for kind, _alt in elements_of(programmes)}
    assert words(pdf_of(client, encounter, "needs")).count("x") >= 500


def test_names_in_many_languages_stay_on_one_card_and_those_of_the_other_direction_whole(client, log_in, site):
    words = {
        "ar": "حديقة مدرسية مع الأجداد والجيران في الحي",
        "fr": "Jardin d’école avec les grands-parents du quartier",
        "en": "School garden with the grandparents of the district",
        "es": "El huerto de las abuelas y los abuelos, en la escuela",
    }
    first = make_encounter(
        site.home["fr"], pitches=[{"name": words["fr"]}, {"name": "Four à pain (rue Royale)"}], rounds=6
    )
    pages = {"fr": first}
    for code in set(words) - {"fr"}:
        pitch = {"name": words[code], "translation_key": keys_of(first)[0]}
        pages[code] = make_encounter(site.home[code], key=first.translation_key, pitches=[pitch])
    log_in(pages["ar"], "change")
    cards = pdf_of(client, pages["ar"], "cards")
    assert sizes(cards) == [A5, A5]
    page = client.get(reverse("essaimage_encounter_paper", args=[pages["ar"].pk, "cards"])).content.decode()
    assert 'dir="ltr">Four à pain (rue Royale)</h2>' in page


def test_many_programmes_are_in_several_files():
    assert parts_of("cards", 5 * TOGETHER) == parts_of("programmes", TOGETHER) == [(0, "")]
    assert parts_of("programmes", TOGETHER + 1) == [(1, "1–100"), (2, "101–101")]
