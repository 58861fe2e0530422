"""What all reports share: addresses, the menu item, exports and filters. And the report “Sheets to look after”: how
complete sheets are, and when they were last checked."""

import django_filters
from django import forms
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from ..choices import Status
from ..models import SheetFields
from ..models.keys import pages_with
from ..review import YEARS_UNTIL_OLD, YEARS_UNTIL_STALE, ReviewAge, age_of, years_ago
from .exports import ExportMixin


def report_urls(address, view):
    """Where a report is, and its rows alone, which Wagtail asks for when they are filtered."""
    return [
        path(address, view.as_view(), name=view.index_url_name),
        path(f"{address}results/", view.as_view(results_only=True), name=view.index_results_url_name),
    ]


class ReportMixin(ExportMixin):
    """A report of Wagtail (``ReportView`` or ``PageReportView``) as all of the plugin's are."""

    results_template_name = "wagtailadmin/generic/listing_results.html"
    is_searchable = False

    @classmethod
    def is_for(cls, user):
        """Whether somebody gets the report, and its item in the menu."""
        return cls.permission_policy.user_has_any_permission(user, cls.any_permission_required)

    def get_filterset_kwargs(self):
        """A filter set without a model: the report's own rows are given to it later."""
        return {**super().get_filterset_kwargs(), "queryset": self.model._default_manager.none()}


class ReportMenuItem(MenuItem):
    """The menu item of a report, named as the report's address is."""

    def __init__(self, report, order):
        name = report.index_url_name.removesuffix("_report").replace("_", "-")
        url = reverse(report.index_url_name)
        super().__init__(report.page_title, url, name=name, icon_name=report.header_icon, order=order)
        self.report = report

    def is_shown(self, request):
        return self.report.is_for(request.user)


def sheet_type():
    """The page type that is reported on: a site has one type of sheet, or the first one counts."""
    return next(iter(pages_with(SheetFields)), None)


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class SheetFilterSet(WagtailFilterSet):
    completeness = django_filters.NumberFilter(
        label=_("Complete to less than (percent)"),
        lookup_expr="lt",
        widget=forms.NumberInput(attrs={"min": 0, "max": 100}),
    )
    review = django_filters.ChoiceFilter(label=_("Last review"), choices=ReviewAge.choices, method="filter_review")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices)

    def filter_review(self, queryset, name, value):
        old, stale = years_ago(YEARS_UNTIL_OLD), years_ago(YEARS_UNTIL_STALE)
        return queryset.filter(
            **{
                ReviewAge.NEVER: {"reviewed_on": None},
                ReviewAge.FRESH: {"reviewed_on__gte": old},
                ReviewAge.OLD: {"reviewed_on__lt": old, "reviewed_on__gte": stale},
                ReviewAge.STALE: {"reviewed_on__lt": stale},
            }[value]
        )


class SheetsReport(ReportMixin, PageReportView):
    model = Page
    page_title = _("Sheets to look after")
    header_icon = "glasses"
    index_url_name = "essaimage_sheets_report"
    index_results_url_name = "essaimage_sheets_report_results"
    default_ordering = "completeness"
    filterset_class = SheetFilterSet
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    list_export = ["title", "locale", "completeness", "reviewed_on", "get_status_display", "live"]
    export_headings = {
        "locale": _("Language"),
        "completeness": _("Completeness"),
        "reviewed_on": _("Last review"),
        "get_status_display": _("Status"),
    }
    columns = [
        TitleColumn("title", label=_("Title"), accessor="get_admin_display_title", sort_key="title", get_url=edit_url),
        Column("locale", label=_("Language"), sort_key="locale"),
        Column("completeness", label=_("Completeness (%)"), sort_key="completeness"),
        Column("review", label=_("Last review"), accessor=lambda page: age_of(page.reviewed_on).label),
        DateColumn("reviewed_on", label=_("Date"), sort_key="reviewed_on"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        PageStatusColumn("live", label=_("Visibility")),
    ]

    @classmethod
    def is_for(cls, user):
        return sheet_type() is not None and super().is_for(user)

    def get_queryset(self):
        mine = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        self.queryset = (
            sheet_type()
            .objects.filter(pk__in=mine.values("pk"), alias_of=None)
            .select_related("locale", "content_type")
            .defer_streamfields()
        )
        return super().get_queryset()
