"""What two versions of a page differ by: sections, rows of tables, words, choices and figures in words."""

import pytest
from django.utils import translation

from essaimage_wagtail.comparing.versions import compare

pytestmark = pytest.mark.django_db

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
            ],
        },
    },
    {
        "type": "actors",
        "id": "a",
        "value": {"actors": [{"type": "item", "id": "a1", "value": {"name": "Mairie", "interest": 2}}]},
    },
]


def told(changes):
    return [(change.place, change.pieces, change.note or change.kind) for change in changes]


def test_rows_choices_and_figures_are_told_in_words(make_sheet, site):
    sheet = make_sheet("Jardins", body=BODY, status="running", territory=site.territory.lille)
    old = sheet.latest_revision.as_object()
    new = sheet.latest_revision.as_object()
    new.status, new.territory = "stopped", site.territory.nord
    new.themes = [site.themes["garden"]["fr"]]
    new.body[1].value["lines"][0]["amount"] = 1500
    new.body[1].value["lines"][1]["funder"] = "members"
    del new.body[1].value["lines"][1]
    new.body[2].value["actors"][0]["interest"] = 4
    with translation.override("fr"):
        found = {one.name: (one.label, str(one.kind), told(one.changes)) for one in compare(old, new, "fr", None)}
    print(found)
    assert 0
