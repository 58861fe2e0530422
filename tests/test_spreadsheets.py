"""Sheets, commons and replications as spreadsheets: what is exported comes back as it was, and changes come in."""

import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils.translation import override
from openpyxl import load_workbook
from wagtail.models import Page, Revision

from essaimage_wagtail.models import Contact, Replication
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.spreadsheets.models import ColumnMapping, Outcome, SpreadsheetImport, State
from essaimage_wagtail.spreadsheets.running import advance, begin

from .spreadsheets import book_of, changed, draft, exported, problems, taken

BODY = [
    ("description", {"text": '<p data-block-key="a1">Un <b>café</b> &amp; du thé</p>'}),
    (
        "actors",
        {
            "introduction": "=1+1",
            "actors": [{"name": "La mairie", "interest": 4, "kind": "local_authority"}, {"name": "L’école"}],
        },
    ),
    (
        "budget",
        {"lines": [{"side": "expense", "label": "Loyer", "amount": Decimal("1950.5"), "year": 2024, "funder": "own"}]},
    ),
    ("planning", {"actions": [{"name": "Ouvrir", "start": date(2027, 3, 15), "state": "doing"}]}),
    ("swot", {"strengths": ["Peu cher", "Ouvert à tous"]}),
    ("results", {"indicators": [{"name": "Visites", "value": Decimal("1.955"), "contested": True}]}),
]


@pytest.fixture
def everything(site, make_sheet, make_common, use, usages):
    """A sheet with all kinds of values, a common with an offer, a replication with a text."""
    contact = Contact.objects.create(name="Ana", consent=False)
    sheet = make_sheet(
        "=Café",
        themes=[site.themes["repair"]["fr"]],
        tags=["deux mots", "thé"],
        territory=site.territory.lille,
        latitude=Decimal("50.633333"),
        start_year=2014,
        contacts=[contact],
        body=BODY,
        sources=[("source", {"title": "Le journal", "url": "https://example.org/"})],
    )
    common = make_common(
        "Charte", usages=[usages["write"]["fr"]], offers=[{"text": "Une salle", "until": date(2030, 1, 1)}]
    )
    use(common, "Autre")
    replication = Replication.objects.create(origin_key=sheet.translation_key, name="À Roubaix", live=True)
    replication.texts.create(locale=site.locales["fr"], kept="<p>Tout</p>")
    return sheet


def stored():
    """Every page, replication and revision, as the database has them."""
    pages = [page.serializable_data() for page in Page.objects.order_by("pk").specific()]
    rows = [row.serializable_data() for row in Replication.objects.order_by("pk")]
    return json.dumps([pages, rows], default=str, sort_keys=True), Revision.objects.count()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_is_exported_changes_nothing_when_it_comes_back(everything, form, language):
    before = stored()
    with override("fr"):
        file = exported(form)
    with override(language):
        kept = taken(file)
    assert problems(kept) == []
    assert kept.counts() == {"create": 0, "change": 0, "same": 4, "error": 0}
    assert stored() == before


def test_another_site_gets_the_same_page_from_the_file(everything, site):
    with override("fr"):
        file = exported(codes=["sheets"])
        key = everything.translation_key
        SheetPage.objects.all().delete()
        kept = taken(file, parent=site.directory["fr"].pk, publish=True)
    assert kept.counts() == {"create": 2, "change": 0, "same": 0, "error": 0}
    made = SheetPage.objects.get(translation_key=key)
    assert (made.title, made.live, made.territory.name) == ("=Café", True, "Lille")
    assert sorted(made.tags.names()) == ["deux mots", "thé"]
    with override("fr"):
        again = taken(file, run=False)
    assert again.counts()["same"] == 1
    assert said(made.body) == said(everything.body)


def said(stream):
    """What a stream says: an empty choice may be null or an empty text."""
    text = json.dumps(stream.get_prep_value(), default=str)
    return re.sub(r' data-block-key=\\"\w+\\"', "", text).replace("null", '""').replace("false", '""')


def test_a_change_comes_in_as_a_draft_and_names_what_differs(everything, admin_user):
    with override("fr"):
        file = changed(exported(codes=["sheets"]), "Fiches", Titre="Le café", Début="2015")
        kept = taken(file, user=admin_user)
    line = kept.lines.get(outcome=Outcome.CHANGE)
    assert line.changes == ["Titre", "Début"]
    everything.refresh_from_db()
    assert everything.title == "=Café"
    waiting = draft(everything)
    assert (waiting.title, waiting.start_year, waiting.contacts.get().name) == ("Le café", 2015, "Ana")
    assert waiting.body[1].value["actors"][0]["name"] == "La mairie"
    assert kept.lines.filter(cells={}).count() == kept.lines.count(), "what the file said is not kept"


def test_a_list_is_changed_where_it_differs_and_keeps_its_ids(everything):
    ids = [item.id for item in everything.body[1].value["actors"].bound_blocks]
    with override("fr"):
        file = exported(codes=["sheets"])
        tab = next(name for name in load_workbook(file).sheetnames if name.startswith("Acteurs"))
        taken(changed(file, tab, Intérêt="5"))
    actors = draft(everything).body[1].value["actors"]
    assert [item.id for item in actors.bound_blocks] == ids
    assert [actor["interest"] for actor in actors] == [5, None]


def test_what_was_changed_since_is_not_undone(everything):
    with override("en"):
        file = changed(exported(codes=["sheets"]), "Sheets", Title="Old")
        everything.title = "Changed since"
        everything.save_revision()
        kept = taken(file)
        [(line, column, message)] = problems(kept)
        assert (line, column) == (2, "Version")
        assert "after the file was exported" in message
        assert draft(everything).title == "Changed since"
        file.seek(0)
        assert taken(file, overwrite=True).counts()["change"] == 1
    assert draft(everything).title == "Old"


def test_wrong_cells_say_where_and_what_to_do(site):
    with override("en"):
        file = book_of(
            ("id", "Language", "Title", "Status", "Territory of origin", "Themes", "Started in"),
            ("", "fr", "Un", "Running", "Nowhere", "Gardens", "2014"),
            ("", "fr", "Deux", "Asleep", "Lille", "Unknown", "long ago"),
            ("", "xx", "Trois", "", "", "", ""),
            ("", "fr", "", "", "", "", ""),
            ("", "fr", "Cinq", "en cours", "FR-59350", "garden", 2014.0),
        )
        kept = taken(file, parent=site.directory["fr"].pk)
    assert [(line, column) for line, column, _message in problems(kept)] == [
        (2, "Territory of origin"),
        (3, "Status"),
        (3, "Started in"),
        (3, "Themes"),
        (4, "Language"),
        (5, "Title"),
    ]
    made = SheetPage.objects.get(title="Cinq")
    assert (made.status, made.start_year, made.live) == ("running", 2014, False)
    assert list(made.themes.all()) == [site.themes["garden"]["fr"]]


def test_all_or_nothing(site):
    rows = [("id", "Title", "Language", "Status"), ("", "Un", "fr", ""), ("", "Deux", "fr", "nonsense")]
    with override("en"):
        kept = taken(book_of(*rows), parent=site.directory["fr"].pk, all_or_nothing=True, run=False)
        assert kept.counts() == {"create": 1, "change": 0, "same": 0, "error": 1}
        # Somebody adds the page between the check and the import.
        kept.lines.filter(outcome="error").update(outcome="create")
        begin(kept)
        advance(kept.pk)
    kept.refresh_from_db()
    assert kept.state == State.UNDONE
    assert "Line 3" in kept.notes[-1]
    assert not SheetPage.objects.exists()


def test_it_goes_on_where_it_was_killed(site, monkeypatch):
    from essaimage_wagtail.spreadsheets import running

    monkeypatch.setattr(running, "TOGETHER", 2)
    rows = [("id", "Title", "Language"), *(("", f"Fiche {number}", "fr") for number in range(5))]
    with override("en"):
        kept = taken(book_of(*rows), parent=site.directory["fr"].pk, run=False)
        begin(kept)
        assert not advance(kept.pk, seconds=0)
        assert SheetPage.objects.count() == 2
        SpreadsheetImport.objects.filter(pk=kept.pk).update(worker="dead")
        assert advance(kept.pk)
    assert sorted(SheetPage.objects.values_list("title", flat=True)) == [f"Fiche {number}" for number in range(5)]


def test_a_directory_of_ones_own(site):
    content = (
        "Nom;Adresse;Ville;Code postal;Description;Site web;Latitude;Longitude;Catégories\r\n"
        "Café réparation;3 rue du Port;Lille;59000;On répare;example.org;50,63;3,06;Réparation\r\n"
        "Jardin;;Inconnue;99999;;;;;Jardins, Réparation\r\n"
        "Café réparation;;Lille;;;;;;\r\n"
    ).encode("cp1252")
    with override("fr"):
        kept = taken(io.BytesIO(content), "annuaire.csv", parent=site.directory["fr"].pk)
    assert kept.counts() == {"create": 1, "change": 0, "same": 0, "error": 2}
    made = SheetPage.objects.get()
    assert (made.title, made.territory.name, made.latitude) == ("Café réparation", "Lille", Decimal("50.63"))
    assert made.body[0].value["text"].source.count("<p") == 2
    assert made.sources[0].value["url"] == "https://example.org"
    assert [line for line, _column, _message in problems(kept)] == [3, 4]
    assert kept.headers[0] == "Nom"
    assert not ColumnMapping.objects.exists(), "only what somebody has confirmed is remembered"


def test_the_command_does_the_same(everything, tmp_path, capsys):
    file = tmp_path / "all.xlsx"
    call_command("essaimage_sheets", "export", str(file))
    call_command("essaimage_sheets", "import", str(file), "--dry-run")
    assert f"4 {Outcome.SAME.label}" in capsys.readouterr().out
    assert not SpreadsheetImport.objects.exists()
