"""What two versions of a page differ by: sections, rows of tables, words, choices and figures in words."""

import json
from html import escape
from importlib.metadata import files

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.admin.compare import StreamFieldComparison

from essaimage_wagtail.comparing.prose import paragraphs
from essaimage_wagtail.comparing.versions import compare, in_order, moved
from essaimage_wagtail.comparing.words import NEW, OLD, merged
from essaimage_wagtail.pages.models import CommonOffer, CommonPage, SheetCommon, SheetPage

from .site import saved

BODY = [
    {"type": "description", "id": "d", "value": {"text": "<p>On sème au printemps.</p><p>On récolte en été.</p>"}},
    {
        "type": "budget",
        "id": "b",
        "value": {
            "currency": "EUR",
            "lines": [
                {"type": "item", "id": "l1", "value": {"side": "expense", "label": "Outils", "amount": "1200.00"}},
                {"type": "item", "id": "l2", "value": {"side": "expense", "label": "Assurance", "amount": "300.00"}},
                {"type": "item", "id": "l3", "value": {"side": "income", "label": "Ville", "funder": "members"}},
            ],
        },
    },
    {
        "type": "actors",
        "id": "a",
        "value": {"actors": [{"type": "item", "id": "a1", "value": {"name": "Mairie", "interest": 2}}]},
    },
    {"type": "context", "id": "c", "value": {"text": "<p>De la place.</p>"}},
]


def told(old, new, code="fr"):
    """``{name: (kind, [(place, text with its marks, note)])}``."""
    with translation.override(code):
        return {
            one.name: (str(one.kind), [(change.place, marked(change.pieces), change.note) for change in one.changes])
            for one in compare(old, new, code, None)
        }


def marked(pieces):
    marks = {OLD: "[-{}-]", NEW: "[+{}+]", "": "{}"}
    return "".join(marks[origin].format(text) for origin, text in pieces).replace("\u202f", " ")


@pytest.fixture
def two(make_sheet, site):
    """A sheet as it was, and the same to be changed."""
    sheet = make_sheet("Jardins", body=BODY, status="running", territory=site.territory.lille)
    return sheet.latest_revision.as_object(), sheet.latest_revision.as_object()


@pytest.mark.django_db
def test_rows_choices_and_figures_are_told_in_words(two, site):
    old, new = two
    new.title, new.status, new.territory = "Jardins ouverts", "stopped", site.territory.nord
    new.themes = [site.themes["garden"]["en"]]
    lines = new.body[1].value["lines"]
    lines[0]["amount"] = 1500
    lines[2]["funder"] = "sales"
    del lines[1]
    new.body[2].value["actors"][0]["interest"] = 4
    assert told(old, new) == {
        "title": ("changed", [("", "Jardins[+ ouverts+]", "")]),
        "status": ("changed", [("", "[-En cours-][+Arrêtée+]", "")]),
        "territory": ("changed", [("", "[-Lille-][+Nord+]", "")]),
        "themes": ("changed", [("", "[+Jardins+]", "")]),
        "body.b": (
            "changed",
            [
                ("Lignes › Outils › Montant", "[-1 200-][+1 500+]", ""),
                ("Lignes", "[-Assurance, Dépense ou recette\xa0: Dépense, Montant\xa0: 300-]", ""),
                ("Lignes › Ville › Nature du financeur (recette)", "[-Cotisations et dons-][+Ventes et services+]", ""),
            ],
        ),
        "body.a": ("changed", [("Acteurs › Mairie › Intérêt", "[-2 – faible-][+4 – fort+]", "")]),
    }
    # The labels and the choices are those of the reader's language, the words those of the page.
    (place, words, _note) = told(old, new, "de")["body.a"][1][0]
    assert ("Mairie" in place, words) == (True, "[-2 – gering-][+4 – hoch+]")


@pytest.mark.django_db
def test_sections_and_rows_that_moved_came_or_went(two):
    old, new = two
    link = '<a href="https://example.org">sème</a>'
    new.body[0].value["text"].source = f"<p>On {link} au printemps.</p><p>On récolte en été, et en automne.</p>"
    stored = [json.loads(json.dumps(item, default=str)) for item in new.body.get_prep_value()]
    stored[1]["value"]["lines"].insert(0, stored[1]["value"]["lines"].pop())
    more = {"type": "governance", "id": "l", "value": {"text": "<p>Arroser.</p>"}}
    new.body = json.dumps([stored[3], stored[0], stored[1], more])
    found = told(old, new)
    assert list(found) == ["body.c", "body.d", "body.b", "body.a", "body.l"]
    assert found["body.c"] == ("moved", [])
    texts = found["body.d"][1]
    assert [words for _place, words, _note in texts] == [
        "On sème au printemps.",
        "On récolte en été[+, et en automne+].",
    ]
    # Only the link is new in the first.
    assert [bool(note) for _place, _words, note in texts] == [True, False]
    (moved_row,) = found["body.b"][1]
    assert (moved_row[0], moved_row[1], bool(moved_row[2])) == ("Lignes › Ville", "", True)
    assert found["body.a"][0] == "removed" and "Mairie" in found["body.a"][1][0][1]
    assert found["body.l"][0] == "added"


@pytest.mark.django_db
def test_rows_of_a_page_and_links_by_key_are_named(site, make_sheet):
    common = CommonPage(title="Charte", pitch="x", locale=site.locales["fr"], kind="document")
    site.directory["fr"].add_child(instance=common)
    common.offers = [CommonOffer(kind="need", text="Une traduction", locale=site.locales["fr"])]
    common = saved(common, publish=True)
    old, new = common.latest_revision.as_object(), common.latest_revision.as_object()
    new.offers.first().text = "Une traduction en arabe"
    new.kind = "tool"
    found = told(old, new)
    assert found["offers"][1] == [(found["offers"][1][0][0], "Une traduction[+ en arabe+]", "")]
    assert found["kind"][1] == [("", "[-Document-][+Outil+]", "")]
    sheet = make_sheet("Jardins")
    old, new = sheet.latest_revision.as_object(), sheet.latest_revision.as_object()
    hidden = make_sheet("Brouillon", publish=False)
    new.common_links = [SheetCommon(common_key=common.translation_key), SheetCommon(common_key=hidden.translation_key)]
    html = str(told(old, new))
    assert "Charte" in html and "Brouillon" not in html


@pytest.mark.django_db
def test_two_versions_take_the_same_queries_however_much_they_hold(make_sheet, site):
    def queries(number):
        body = [
            {"type": "budget", "value": {"lines": [{"label": f"L {row}", "amount": str(row)} for row in range(20)]}}
            for _block in range(number)
        ]
        sheet = make_sheet(f"Jardins {number}", body=body, territory=site.territory.lille)
        old, new = sheet.latest_revision.as_object(), sheet.latest_revision.as_object()
        for block in new.body:
            block.value["lines"][3]["amount"] = 7
        with CaptureQueriesContext(connection) as captured:
            assert len(compare(old, new, "fr", None)) == number
        return len(captured)

    assert queries(1) == queries(60)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("le jardin vert", "le jardin bleu", "le jardin [-vert-][+bleu+]"),
        ("un grand jardin", "un jardin", "un [-grand -]jardin"),
        ("a b c", "a x y c", "a [-b-][+x y+] c"),
        ("", "neuf", "[+neuf+]"),
        ("même", "même", "même"),
        ("حديقة المدينة", "حديقة الحي", "حديقة [-المدينة-][+الحي+]"),
    ],
)
def test_words_are_marked_in_one_flow(old, new, wanted):
    assert marked(merged(old, new)) == wanted


def licence_of(package):
    (path,) = [file for file in files(package) if file.name == "LICENSE" and "dist-info" in file.parts[0]]
    return "".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in path.read_text().split("\n\n"))


@pytest.mark.django_db
def test_two_texts_that_others_wrote(make_sheet):
    """The licences of Django and Wagtail are versions of one text: nothing of either is lost, and Wagtail's own
    comparison sees a difference too."""
    sheet = make_sheet("Licence", body=[{"type": "description", "id": "d", "value": {"text": licence_of("django")}}])
    old, new = sheet.latest_revision.as_object(), sheet.latest_revision.as_object()
    assert compare(old, new, "fr", None) == []
    new.body[0].value["text"].source = licence_of("wagtail")
    (section,) = compare(old, new, "fr", None)
    assert StreamFieldComparison(SheetPage._meta.get_field("body"), old, new).has_changed()
    left, right = ([words for words, _markup in paragraphs(page.body[0].value["text"].source)] for page in (old, new))
    told = [[(origin, text) for origin, text in change.pieces] for change in section.changes]
    for origin, texts in ((OLD, left), (NEW, right)):
        said = ["".join(text for where, text in pieces if where in ("", origin)).split() for pieces in told]
        assert [words for words in said if words] == [
            text.split() for text in texts if not (text in left and text in right)
        ]
    # Few words differ: the names, not the conditions.
    assert len(section.changes) < len(left)
    assert "Django" in "".join(text for pieces in told for where, text in pieces if where == OLD)


def test_what_moved_is_as_little_as_possible():
    assert moved("abcde", "bcdea") == {"a"}
    assert moved("abcd", "abxcd") == set()
    assert moved("abc", "cba") in ({"a", "b"}, {"b", "c"}, {"a", "c"})
    # What is gone stands after what it followed.
    assert in_order("axbyc", "cab") == ["c", "a", "x", "b", "y"]


def test_text_of_five_megabytes_is_compared_without_hanging():
    text = "mot " * 600_000
    assert marked(merged(text, f"{text}fin"))[:2] == "[-"


def test_paragraphs_of_hostile_markup():
    assert paragraphs("<p>a<script>alert(1)</script></p><p><p></li>b<br/>c") == [
        ("aalert(1)", "script[]@1"),
        ("b c", "br[]@2"),
    ]
