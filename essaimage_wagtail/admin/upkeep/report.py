"""The reports “Sheets to look after” and “Commons to look after”: a row each, with languages and needs."""

from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from ...models import CommonFields, SheetFields
from ...models.keys import pages_with
from ...replications.admin.start import named
from ...search.analysis.text import sort_key
from ..reports import ReportMixin
from ..review_column import ReviewColumn
from .filters import CommonFilterSet, SheetFilterSet
from .initiatives import ANY_RIGHT, one_each, rows_of, versions_for


class LanguagesColumn(Column):
    cell_template_name = "essaimage_wagtail/admin/upkeep/languages_cell.html"


class NeedsColumn(Column):
    cell_template_name = "essaimage_wagtail/admin/upkeep/needs_cell.html"


class InitiativeColumn(TitleColumn):
    """The title, and below it where the initiative is."""

    cell_template_name = "essaimage_wagtail/admin/upkeep/title_cell.html"


TITLE = InitiativeColumn(
    "title", label=_("Title"), sort_key="title", get_url=lambda row: row.edit_url, classname="title es-wide"
)
LANGUAGES = LanguagesColumn("languages", label=_("Languages"))
NEEDS = NeedsColumn("needs", label=_("What it needs"), classname="es-wide")


class CareReport(ReportMixin, PageReportView):
    """A report on the page type of the site that has the fields ``mixin``; of several such types, the first one
    counts."""

    mixin: Any
    model = Page
    is_searchable = True
    permission_policy = page_permission_policy
    any_permission_required = ANY_RIGHT
    no_results_message = _("No page matches.")
    export_headings: dict[str, Any] = {
        "title": _("Title"),
        "languages": _("Languages"),
        "needs_in_words": _("What it needs"),
        "owner_name": _("Owner"),
        "theme_names": _("Themes"),
        "get_licence_display": _("Licence"),
        "last_published_at": _("Published"),
    }
    custom_field_preprocess = {
        "languages": dict.fromkeys(("csv", "xlsx"), lambda codes: ", ".join(str(named(code)) for code in codes)),
    }

    @classmethod
    def page_type(cls) -> Any:
        return next(iter(pages_with(cls.mixin)), None)

    @classmethod
    def is_for(cls, user: Any) -> bool:
        return cls.page_type() is not None and super().is_for(user)

    @cached_property
    def versions(self) -> Any:
        return versions_for(self.request.user, self.page_type())

    def get_filtered_queryset(self) -> Any:
        """Filters look at all versions; an initiative is there when one of them matches."""
        found = self.search_queryset(self.filter_queryset(self.versions))
        pages = one_each(found).select_related("locale", "owner", "content_type").defer_streamfields()
        return self.order_queryset(pages)

    def search_queryset(self, queryset: Any) -> Any:
        """By title, without regard to accents and case, which databases treat differently. One query."""
        if not self.is_searching:
            return queryset
        words = sort_key(self.search_query).split()
        titles = queryset.order_by().values_list("pk", "draft_title")
        return queryset.filter(pk__in=[pk for pk, title in titles if all(word in sort_key(title) for word in words)])

    def order_queryset(self, queryset: Any) -> Any:
        name = self.ordering.removeprefix("-")
        by = F(name).desc(nulls_last=True) if self.ordering.startswith("-") else F(name).asc(nulls_first=True)
        return queryset.order_by(by, "title", "pk")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, pages, more = super().paginate_queryset(queryset, page_size)
        page.object_list = rows_of(pages, self.request.user, self.page_type())
        return paginator, page, page.object_list, more

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """A row for the export, in which an empty text becomes an empty cell."""
        return {name: None if value == "" else value for name, value in super().to_row_dict(item).items()}

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        return rows_of(object_list, self.request.user, self.page_type()) if self.is_export else object_list


class SheetsReport(CareReport):
    mixin = SheetFields
    page_title = _("Sheets to look after")
    header_icon = "glasses"
    index_url_name = "essaimage_sheets_report"
    index_results_url_name = "essaimage_sheets_report_results"
    default_ordering = "completeness"
    filterset_class = SheetFilterSet
    list_export = [
        "title",
        "languages",
        "territory",
        "within",
        "theme_names",
        "owner_name",
        "get_status_display",
        "completeness",
        "review",
        "reviewed_on",
        "needs_in_words",
        "get_licence_display",
        "last_published_at",
    ]
    export_headings = CareReport.export_headings | {
        "territory": _("Territory"),
        "within": _("Lies in"),
        "get_status_display": _("Status"),
        "completeness": _("Completeness (%)"),
        "review": _("Last review"),
        "reviewed_on": _("Date of the review"),
    }
    columns = [
        TITLE,
        LANGUAGES,
        Column("completeness", label=_("Completeness (%)"), sort_key="completeness"),
        ReviewColumn("reviewed_on", "essaimage_sheets_report", sort_key="reviewed_on"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        NEEDS,
    ]


class CommonsReport(CareReport):
    mixin = CommonFields
    page_title = _("Commons to look after")
    header_icon = "pick"
    index_url_name = "essaimage_commons_report"
    index_results_url_name = "essaimage_commons_report_results"
    default_ordering = "title"
    filterset_class = CommonFilterSet
    list_export = [
        "title",
        "languages",
        "get_kind_display",
        "theme_names",
        "owner_name",
        "needs_in_words",
        "get_licence_display",
        "last_published_at",
    ]
    export_headings = CareReport.export_headings | {"get_kind_display": _("Kind")}
    columns = [
        TITLE,
        LANGUAGES,
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        DateColumn("last_published_at", label=_("Published"), sort_key="last_published_at"),
        NEEDS,
    ]
