"""Reports on pages to look after: a row for each initiative, what it needs and where, always as many queries."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission

from essaimage_wagtail.models import OutsideLink
from essaimage_wagtail.pages.models import SheetPage

SHEETS = reverse("essaimage_sheets_report")
COMMONS = reverse("essaimage_commons_report")
LINKS = reverse("essaimage_outside_links_report")
FIGURE = ("results", {"indicators": [{"name": "Ateliers", "value": 3}]})


def rows(client, url=SHEETS, **asked):
    return list(client.get(url, asked).context["object_list"])


def titles(client, url=SHEETS, **asked):
    return {row.title for row in rows(client, url, **asked)}


def needs(row):
    return {need.care.value for need in row.needs}


def someone(django_user_model, name, *rights):
    """A person with rights on trees: ``("change", page)``."""
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for action, page in rights:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    person = django_user_model.objects.create_user(name, password=name)
    person.groups.add(group)
    return person


def test_what_a_sheet_needs_and_where(editor, make_sheet):
    old = timezone.now() - timedelta(days=500)
    sources = [("source", {"title": "Livre", "url": "https://example.org/livre"})]
    sheet = make_sheet("Jardin", body=[FIGURE, FIGURE], sources=sources, licence="")
    make_sheet("Lavoir")
    SheetPage.objects.filter(pk=sheet.pk).update(first_published_at=old)
    OutsideLink.objects.update(state="broken", reason="gone")
    (row,) = rows(editor, needs=["figure"])
    assert needs(row) == {"review", "link", "figure", "licence"}
    where = {need.care.value: need.url for need in row.needs}
    sheet = SheetPage.objects.get(pk=sheet.pk)
    assert where["figure"].endswith(f"/{sheet.pk}/edit/#:w:contentpath=body.{sheet.body[0].id}")
    assert where["link"].endswith(f"#:w:contentpath=sources.{sheet.sources[0].id}.url")
    assert where["licence"].endswith("#:w:contentpath=licence")
    assert where["review"] == reverse("essaimage_review", args=[sheet.pk])
    for care in ("review", "link", "figure", "licence"):
        assert titles(editor, needs=[care]) == {"Jardin"}, care
    assert titles(editor, needs=["picture"]) == set()
    assert titles(editor, needs=["picture", "licence"]) == {"Jardin"}
    editor.post(where["review"])
    assert titles(editor, needs=["review"]) == set()


def test_a_draft_has_no_readers_and_needs_nothing(editor, make_sheet):
    make_sheet("Jardin", body=[FIGURE], licence="", publish=False)
    (row,) = rows(editor)
    assert needs(row) == set()


def test_one_row_for_an_initiative_with_its_languages(editor, site, make_sheet, in_english):
    sheet = make_sheet("Jardin", body=[FIGURE])
    in_english(sheet)
    make_sheet("Garden shed", language="en")
    found = {row.title: row for row in rows(editor)}
    assert set(found) == {"Jardin", "Garden shed"}
    assert found["Jardin"].languages == ["fr", "en"]
    assert [need.code for need in found["Jardin"].needs if need.care == "figure"] == ["fr", "en"]
    assert [row.title for row in rows(editor, missing="en")] == []
    assert {row.title for row in rows(editor, missing="es")} == {"Jardin", "Garden shed"}
    assert [row.title for row in rows(editor, missing="fr")] == ["Garden shed"]
    (row,) = [row for row in rows(editor, language="en") if row.translation_key == sheet.translation_key]
    assert row.locale.language_code == "en"
    sheet.title = "Jardin partagé"
    sheet.pitch = "Autre chose"
    sheet.save_revision().publish()
    (row,) = rows(editor, needs=["translation"])
    assert row.locale.language_code == "fr", "the editor's language"
    (need,) = [need for need in row.needs if need.care == "translation"]
    assert need.code == "en" and editor.get(need.url).status_code == 200


def test_search_and_filters(editor, admin_user, site, make_sheet):
    garden, repair = site.themes["garden"], site.themes["repair"]
    make_sheet("Jardin partagé", territory=site.territory.lille, themes=[garden["fr"]], owner=admin_user)
    make_sheet("Repair Café", territory=site.territory.france, themes=[repair["fr"]])
    make_sheet("Garden", language="en", themes=[garden["en"]])
    assert titles(editor, q="JARDIN partage") == {"Jardin partagé"}
    assert titles(editor, q="cafe") == {"Repair Café"}
    assert titles(editor, territory=site.territory.nord.pk) == {"Jardin partagé"}
    assert titles(editor, territory=site.territory.france.pk) == {"Jardin partagé", "Repair Café"}
    assert titles(editor, theme=garden["fr"].translation_key) == {"Jardin partagé", "Garden"}
    assert titles(editor, owner=admin_user.pk) == {"Jardin partagé"}
    assert titles(editor, language=["en"], q="a") == {"Garden"}
    # What a stranger types into the address.
    for asked in ({"territory": "x"}, {"theme": "x"}, {"needs": "x"}, {"owner": "-1"}, {"ordering": "x"}, {"p": "99"}):
        assert editor.get(SHEETS, asked).status_code == 200
    choices = dict(editor.get(SHEETS).context["filters"].form.fields["territory"].choices)
    assert choices[site.territory.lille.pk] == "\u2003\u2003Lille"


@pytest.mark.parametrize("ordering", ["title", "completeness", "reviewed_on", "status"])
def test_orders(editor, make_sheet, ordering):
    make_sheet("A", reviewed_on=date(2026, 1, 1))
    make_sheet("B")
    assert len(rows(editor, ordering=ordering)) == len(rows(editor, ordering=f"-{ordering}")) == 2


def test_exports_have_names_and_no_codes(editor, site, make_sheet, in_english):
    sheet = make_sheet(
        "=Jardin", territory=site.territory.lille, themes=[site.themes["garden"]["fr"]], status="mature", body=[FIGURE]
    )
    in_english(sheet)
    text = b"".join(editor.get(SHEETS, {"export": "csv"}).streaming_content).decode()
    ((heading, row),) = [list(csv.reader(StringIO(text)))]
    told = dict(zip(heading, row, strict=True))
    assert row[:5] == ["'=Jardin", "Français, Anglais", "Lille", "Nord, France", "Jardins"]
    assert "Bien établie" in row, told
    assert not {"fr", "en", "mature", "figure", "CC-BY-SA-4.0"} & set(row), told
    book = load_workbook(BytesIO(b"".join(editor.get(SHEETS, {"export": "xlsx"}).streaming_content)))
    cells = [[cell.value for cell in line] for line in book.active]
    assert cells[1][2:4] == row[2:4]


def test_commons_and_their_offers(editor, site, usages, make_common):
    yesterday = timezone.localdate() - timedelta(days=1)
    make_common("Charte", licence="", offers=[{"text": "Une salle", "until": yesterday}])
    make_common("Contrat", offers=[{"text": "Une salle", "until": yesterday + timedelta(days=9)}, {"text": "Rien"}])
    assert titles(editor, COMMONS) == {"Charte", "Contrat"}
    assert titles(editor, COMMONS, needs=["offer"]) == {"Charte"}
    (row,) = rows(editor, COMMONS, needs=["licence"])
    assert needs(row) == {"offer", "licence"}
    assert editor.get(COMMONS, {"export": "csv"}).status_code == 200


def test_people_see_what_they_may_do_something_about(client, django_user_model, site, make_sheet):
    sources = [("source", {"title": "Livre", "url": "https://example.org/livre"})]
    make_sheet("Jardin", sources=sources)
    make_sheet("Garden", language="en", sources=sources)
    client.force_login(someone(django_user_model, "writer", ("change", site.home["en"])))
    assert titles(client) == {"Garden"}
    (link,) = rows(client, LINKS)
    assert [title for title, _url in link.where] == ["Garden (Anglais)"]
    client.force_login(someone(django_user_model, "reader"))
    assert client.get(SHEETS).status_code == 302
    stranger = reverse("essaimage_outside_link_again", args=[link.pk])
    assert client.post(stranger).status_code == 302
    assert OutsideLink.objects.get().checked_at is None


def test_links_to_other_sites(editor, make_sheet, django_capture_on_commit_callbacks):
    addresses = ["http://127.0.0.1/", "https://example.org/b", "https://example.org/c"]
    sources = [("source", {"title": "x", "url": address}) for address in addresses]
    make_sheet("Jardin", sources=sources)
    make_sheet("Garden", language="en", sources=sources[1:])
    assert len(rows(editor, LINKS)) == 3
    assert {link.address for link in rows(editor, LINKS, q="/c")} == {"https://example.org/c"}
    assert len(rows(editor, LINKS, language="en")) == 2
    private = OutsideLink.objects.get(address="http://127.0.0.1/")
    OutsideLink.objects.exclude(pk=private.pk).update(due=timezone.now() + timedelta(days=1))
    with_button = reverse("essaimage_outside_link_again", args=[private.pk])
    assert with_button in editor.get(LINKS).content.decode()
    assert editor.get(with_button).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(with_button)
    (link,) = rows(editor, LINKS, state="broken")
    assert (link.address, link.reason) == ("http://127.0.0.1/", "private")
    assert "réseau privé" in link.get_reason_display() or "private network" in link.get_reason_display()


@pytest.mark.parametrize("url", [SHEETS, COMMONS, LINKS])
def test_queries_do_not_grow(editor, site, make_sheet, make_common, in_english, django_assert_max_num_queries, url):
    def more(number):
        sources = [("source", {"title": "x", "url": f"https://example.org/{number}"})]
        fields = {"themes": [site.themes["garden"]["fr"]], "sources": sources}
        in_english(make_sheet(f"Sheet {number}", territory=site.territory.lille, body=[FIGURE], **fields))
        make_common(f"Common {number}", **fields)

    more(0)
    OutsideLink.objects.update(state="broken")
    editor.get(url)
    with django_assert_max_num_queries(60) as few:
        editor.get(url)
    for number in range(1, 4):
        more(number)
    OutsideLink.objects.update(state="broken")
    with django_assert_max_num_queries(len(few)):
        editor.get(url)
    with django_assert_max_num_queries(len(few)):
        assert b"".join(editor.get(url, {"export": "csv"}).streaming_content).count(b"\n") == 5
