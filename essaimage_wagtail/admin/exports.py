"""Exports to CSV and XLSX whose cells no spreadsheet takes for formulas.

Titles and names are typed by many people. A cell that begins like a formula may run a program on the machine of the
person who opens the file, or send other cells to another site. As OWASP advises ("CSV injection"), such a text gets
an apostrophe in front.
"""

import re
from typing import Any

from django.template.defaultfilters import yesno
from django.utils.functional import Promise
from wagtail.snippets.views.snippets import IndexView as WagtailIndexView
from wagtail.snippets.views.snippets import SnippetViewSet as WagtailSnippetViewSet

from ..formatting import language_name

_FORMULA = re.compile(r"[\t\r\n]|[\s\0\ufeff\u200b]*[=+\-@＝＋－＠]")
"""How a formula begins; blanks before it are dropped by some spreadsheets, and full-width signs are signs to some."""
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def without_formula(value: Any) -> Any:
    """The value of a cell, safe for spreadsheets. Only a text that begins like a formula changes; numbers stay, also
    negative ones and those that are written as texts."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


class ExportMixin:
    """A view that exports (``SpreadsheetExportMixin``) words for people: no cell is a formula, what is ticked is yes or
    no, a language has its name, and words that wait to be translated are: XLSX takes no others."""

    custom_field_preprocess = {"language": dict.fromkeys(("csv", "xlsx"), language_name)}

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        value = yesno(value) if isinstance(value, bool) else value
        return without_formula(str(value) if isinstance(value, Promise) else value)

    def get_heading(self, queryset, field):
        return without_formula(super().get_heading(queryset, field))


class IndexView(ExportMixin, WagtailIndexView):
    """Wagtail's list of snippets, with such exports."""


class SnippetViewSet(WagtailSnippetViewSet):
    """Wagtail's views of a snippet; a site that sets ``list_export`` in a subclass gets such exports."""

    index_view_class = IndexView
