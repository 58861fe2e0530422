"""An editor brings in the directory of a town, in a real Chromium, in French: understood, checked, imported."""

import pytest
from wagtail.users.models import UserProfile

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.spreadsheets.models import ColumnMapping, SpreadsheetImport, State

from .browsing import PHONE, is_whole

pytestmark = pytest.mark.browser

DIRECTORY = (
    "Dénomination usuelle;Ville;Code postal;Site web;Catégories\r\n"
    "Café réparation;Lille;59000;example.org;Réparation\r\n"
    "Jardin;Nulle-Part;99999;;\r\n"
).encode("cp1252")


def test_a_directory_comes_in(admin, admin_user, live_server, site, tmp_path):
    UserProfile.objects.filter(user=admin_user).update(preferred_language="fr")
    file = tmp_path / "annuaire.csv"
    file.write_bytes(DIRECTORY)
    errors = []
    admin.on("pageerror", lambda error: errors.append(str(error)))

    admin.goto(f"{live_server.url}/admin/essaimage/spreadsheets/")
    admin.locator("[name=file]").set_input_files(file)
    admin.locator("form[enctype] button[type=submit]").click()

    admin.wait_for_url("**/columns/")
    assert admin.locator("[name=column_1]").input_value() == "territory"
    assert admin.locator("[name=column_0]").input_value() == "", "nobody has said what this is"
    admin.locator("[name=column_0]").select_option("title")
    admin.locator(".nice-padding form button[type=submit]").click()

    start = admin.locator("form[action$='/start/'] button")
    start.wait_for()
    assert admin.locator("table.listing tbody tr").count() == 2
    assert "Nulle-Part" in admin.locator("table.listing tbody tr").nth(1).inner_text()
    assert not SheetPage.objects.exists(), "nothing changes before somebody says so"
    admin.set_viewport_size(PHONE)
    is_whole(admin, "spreadsheet-report")
    start.click()

    admin.locator(".help-info[role=status]").wait_for()
    sheet = SheetPage.objects.get()
    assert (sheet.title, sheet.territory.name, sheet.live) == ("Café réparation", "Lille", False)
    assert SpreadsheetImport.objects.get().state == State.DONE
    assert ColumnMapping.objects.count() == 1

    # The same headings are understood the next time, and what is there already is told.
    admin.goto(f"{live_server.url}/admin/essaimage/spreadsheets/")
    admin.locator("[name=file]").set_input_files(file)
    admin.locator("form[enctype] button[type=submit]").click()
    admin.wait_for_url("**/columns/")
    assert admin.locator("[name=column_0]").input_value() == "title"
    admin.locator(".nice-padding form button[type=submit]").click()
    admin.locator("table.listing tbody tr").first.wait_for()
    assert str(sheet.translation_key) in admin.locator("table.listing tbody tr").first.inner_text()
    assert errors == []
