"""The report “Broken and wanted links” in the admin, of the pages that a person may edit."""

from operator import attrgetter
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from ...admin.reports import ReportMixin
from ...models import Territory
from ...replications.permissions import replication_policy
from ...search.analysis.text import sort_key
from ..models.suggestions import Kind as SuggestionKind
from ..models.suggestions import State
from ..suggestions.listing import languages, sheets, suggestions_for
from .broken import Kind, Naming
from .wanted import Row, rows_of, say_where, told_by_visitors, wanted_sheets


def territories() -> QuerySet[Territory]:
    """The territories of the site's sheets."""
    found = Q(pk__in=())
    for rows in sheets():
        found |= Q(pk__in=rows.values("territory"))
    return Territory.objects.filter(found)


class LinkFilterSet(WagtailFilterSet):
    """The form of the filters; :class:`LinksReport` does the filtering, since rows come from several tables."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    title = django_filters.CharFilter(label=_("Title"))
    language = django_filters.ChoiceFilter(label=_("Language"), choices=languages)
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), queryset=lambda request: territories(), help_text=_("Of the sheets that name it.")
    )

    class Meta:
        model = Page
        fields: list[str] = []


class NamesColumn(Column):
    cell_template_name = "essaimage_wagtail/admin/names_cell.html"


class ActColumn(Column):
    cell_template_name = "essaimage_wagtail/admin/act_cell.html"


class LinksReport(ReportMixin, ReportView):
    page_title = _("Broken and wanted links")
    header_icon = "link"
    index_url_name = "essaimage_links_report"
    index_results_url_name = "essaimage_links_report_results"
    default_ordering = "-count"
    model = Page
    filterset_class = LinkFilterSet
    permission_policy = page_permission_policy
    any_permission_required = ["change"]
    no_results_message = _("Every link of these pages leads somewhere.")
    list_export = ["label", "title", "code", "count", "named_in"]
    export_headings = {
        "label": _("Kind"),
        "title": _("Title"),
        "code": _("Language"),
        "count": _("Times"),
        "named_in": _("Named in"),
    }
    columns = [
        Column("label", label=_("Kind"), sort_key="label"),
        Column("title", label=_("Title"), sort_key="title"),
        Column("code", label=_("Language"), sort_key="code"),
        Column("count", label=_("Times"), sort_key="count"),
        NamesColumn("where", label=_("Named in")),
        ActColumn("act", label=pgettext_lazy("what can be done", "Action")),
    ]

    def get_filtered_queryset(self) -> list[Row]:
        rows = self._rows(self.filters.form.cleaned_data if self.filters.is_valid() else {})
        rows.sort(key=lambda row: (sort_key(row.title), row.code))
        name = self.ordering.removeprefix("-")
        return sorted(rows, key=attrgetter(name), reverse=self.ordering.startswith("-"))

    def _rows(self, asked: dict[str, Any]) -> list[Row]:
        """A number of queries that does not depend on how many rows there are."""
        user, code = self.request.user, asked.get("language")
        kinds = [asked["kind"]] if asked.get("kind") else Kind.values
        pages = page_permission_policy.instances_user_has_permission_for(user, "change").filter(
            live=True, alias_of=None
        )
        replications = replication_policy.instances_user_has_permission_for(user, "change").filter(live=True)
        suggestions = suggestions_for(user).filter(kind=SuggestionKind.LINK, state=State.WAITING)
        if territory := asked.get("territory"):
            placed = Q(translation_key__in=())
            for there in sheets(territory__path__startswith=territory.path):
                placed |= Q(translation_key__in=there.values("translation_key"))
            keys = Page.objects.filter(placed).values("translation_key")
            pages = pages.filter(placed)
            replications = replications.filter(Q(origin_key__in=keys) | Q(territory__path__startswith=territory.path))
            suggestions = suggestions.filter(page_key__in=keys)
        if code:
            pages = pages.filter(locale__language_code=code)
            replications, suggestions = replications.filter(language=code), suggestions.filter(language=code)
        rows = rows_of(Naming(pages.order_by(), replications).find(kinds), user)
        rows += wanted_sheets(replications, user) if Kind.SHEET in kinds else []
        rows += told_by_visitors(suggestions) if Kind.TOLD in kinds else []
        title = sort_key(asked.get("title") or "")
        return [row for row in rows if title in sort_key(row.title)] if title else rows

    def decorate_paginated_queryset(self, object_list: list[Row]) -> list[Row]:
        say_where(object_list)
        return object_list
