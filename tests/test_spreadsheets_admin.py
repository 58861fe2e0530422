"""Who may take out and bring in what: rights on each page, contacts, other people's files."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission

from essaimage_wagtail.models import Contact
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.spreadsheets.models import SpreadsheetImport, State

from .spreadsheets import book_of, changed, draft, exported, problems, taken

HEADINGS = ("id", "Language", "Title", "Version")


@pytest.fixture
def writer(site):
    """Somebody who may add and change pages below the French directory, and publish none."""
    user = get_user_model().objects.create_user("writer", "w@example.org", "secret")
    group = Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for action in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=action, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=site.directory["fr"], permission=permission)
    user.groups.add(group)
    return user


def test_somebody_exports_what_they_may_edit(writer, make_sheet):
    make_sheet("À lui")
    make_sheet("Not theirs", language="en")
    titles = [row[5] for row in load_workbook(exported(codes=["sheets"], user=writer)).worksheets[0].values]
    assert "À lui" in titles
    assert "Not theirs" not in titles


def test_somebody_changes_what_they_may_edit_and_publishes_nothing(writer, site, make_sheet):
    own, other = make_sheet("À lui"), make_sheet("Not theirs", language="en")
    with override("en"):
        file = book_of(
            HEADINGS,
            (str(own.translation_key), "fr", "Changé", own.latest_revision_id),
            (str(other.translation_key), "en", "Changed", other.latest_revision_id),
            ("", "fr", "Nouvelle", ""),
            ("", "en", "New", ""),
        )
        kept = taken(file, user=writer, parent=site.directory["fr"].pk, publish=True)
    assert kept.counts() == {"create": 1, "change": 1, "same": 0, "error": 2}
    told = {line: message for line, _column, message in problems(kept)}
    assert "may not edit this page" in told[3]
    assert "may not add pages below" in told[5]
    assert "may not publish here" in told[2]
    assert "may not publish here" in told[4]
    assert (draft(own).title, SheetPage.objects.get(pk=own.pk).title) == ("Changé", "À lui")
    assert not SheetPage.objects.get(title="Nouvelle").live


def test_a_contact_that_nobody_may_see_is_neither_told_nor_lost(writer, admin_user, make_sheet):
    contacts = [Contact.objects.create(name="Ana Secret"), Contact.objects.create(name="Bo", consent=True)]
    sheet = make_sheet("Fiche", contacts=contacts)
    with override("en"):
        file = exported(codes=["sheets"], user=writer)
        cells = [str(cell) for tab in load_workbook(file).worksheets for row in tab.values for cell in row]
        assert not any("Secret" in cell for cell in cells)
        file = changed(file, "Sheets", Title="Changed", Contacts="")
        taken(file, user=writer)
        assert [contact.name for contact in draft(sheet).contacts.all()] == ["Ana Secret"]
        # A file of somebody who sees less takes nothing away when it comes in with more rights.
        file = changed(exported(codes=["sheets"], user=writer), "Sheets", Title="Changed again")
        taken(file, user=admin_user)
    assert [contact.name for contact in draft(sheet).contacts.all()] == ["Ana Secret"]


def test_a_translation_is_left_to_its_translators(site, make_sheet, admin_user):
    from wagtail_localize.operations import translate_object

    sheet = make_sheet("Fiche")
    translate_object(sheet, [site.locales["en"]])
    target = SheetPage.objects.get(translation_key=sheet.translation_key, locale=site.locales["en"])
    row = (str(sheet.translation_key), "en", "Changed", target.latest_revision_id)
    with override("en"):
        kept = taken(book_of(HEADINGS, row))
    [(_line, column, message)] = problems(kept)
    assert (column, "Translate outside the site" in message) == ("Language", True)


def test_the_journey_without_scripts(writer, client, site, django_capture_on_commit_callbacks):
    client.force_login(writer)
    index = reverse("essaimage_spreadsheets")
    assert client.get(index).context["form"].initial["parent"] == site.directory["fr"].pk
    file = book_of(HEADINGS, *(("", "fr", f"Fiche {number}", "") for number in range(3)))
    file.name = "file.xlsx"
    data = {"file": file, "parent": site.directory["fr"].pk, "language": "fr"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(index, data)
    kept = SpreadsheetImport.objects.get()
    report = client.get(reverse("essaimage_spreadsheet", args=[kept.pk]))
    assert (kept.state, report.context["ready"]) == (State.CHECKED, 3)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("essaimage_spreadsheet_start", args=[kept.pk]))
    kept.refresh_from_db()
    assert (kept.state, kept.done) == (State.DONE, 3)
    report = client.get(reverse("essaimage_spreadsheet", args=[kept.pk]))
    assert report.context["is_done"]
    for sheet in SheetPage.objects.all():
        assert reverse("wagtailadmin_pages:edit", args=[sheet.pk]) in report.content.decode()
    assert client.post(reverse("essaimage_spreadsheet_discard", args=[kept.pk])).status_code == 302
    assert SheetPage.objects.count() == 3


def test_files_of_others_are_not_there(writer, admin_client, client):
    kept = SpreadsheetImport.objects.create(user=writer, file_name="file.xlsx", state=State.CHECKED)
    # An address that is not there is looked for in the language of the visitor, too.
    for name in ("", "_columns", "_progress"):
        address = reverse(f"essaimage_spreadsheet{name}", args=[kept.pk])
        assert admin_client.get(address, follow=True).status_code == 404
    for name in ("_start", "_check", "_go_on", "_discard"):
        admin_client.post(reverse(f"essaimage_spreadsheet{name}", args=[kept.pk]))
        assert SpreadsheetImport.objects.get(pk=kept.pk).state == State.CHECKED


def test_a_refused_file_is_told_beside_its_field(admin_client, site):
    file = io.BytesIO(b"%PDF-1.7")
    file.name = "sheets.xlsx"
    response = admin_client.post(reverse("essaimage_spreadsheets"), {"file": file, "language": "fr"})
    assert ".xlsx" in response.context["form"].errors["file"][0]
    assert not SpreadsheetImport.objects.exists()


def test_a_report_takes_as_many_queries_for_many_lines(admin_client, admin_user, site, django_assert_max_num_queries):
    kept = SpreadsheetImport.objects.create(user=admin_user, file_name="file.xlsx", state=State.DONE)
    for number in range(90):
        kept.lines.create(table="sheets", number=number, key=str(number), is_main=True, outcome="create")
    with django_assert_max_num_queries(40):
        admin_client.get(reverse("essaimage_spreadsheet", args=[kept.pk]))
