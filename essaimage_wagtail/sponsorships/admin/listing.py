"""The report of sponsorships: which wait for an answer, sleep, or end."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_denied
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from ...admin.reports import ReportMixin
from ...models import Territory
from ..addresses import detail_url
from ..choices import GOING, OVER, State
from ..models import Sponsorship
from ..reminding import WITHOUT_TEAM, asleep, unanswered
from .rights import may_moderate, sponsorships_for

EVERY = "all"
STATE = pgettext_lazy("of a sponsorship", "State")
LATELY = timedelta(days=90)


def _title_of(key: str) -> Subquery:
    """The title of the sheet at an end, in the editor's language if it exists in it."""
    near = Case(
        When(locale__language_code=get_language(), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    pages = Page.objects.filter(translation_key=OuterRef(key), alias_of=None).order_by(near, "pk")
    return Subquery(pages.values("draft_title")[:1])


def territories_of_sponsorships(request: HttpRequest | None) -> QuerySet[Territory]:
    """The territories of the sponsorships that a person may see, and the territories around them."""
    rows = sponsorships_for(request.user).order_by().values_list("territory", flat=True).distinct() if request else []
    chains = Territory.objects.with_ancestors(rows).values()
    return Territory.objects.filter(pk__in={place.pk for chain in chains for place in chain})


CARES = {
    "unanswered": (_("Nobody has answered"), lambda: WITHOUT_TEAM | unanswered(timezone.now())),
    "asleep": (_("Asleep: nothing for a long time"), lambda: asleep(timezone.now())),
    "ending": (
        _("Ending: no date ahead"),
        lambda: Q(state__in=GOING) & (Q(next_on=None) | Q(next_on__lt=timezone.localdate())),
    ),
    "over": (_("Ended lately"), lambda: Q(state__in=OVER, ended_on__gte=timezone.localdate() - LATELY)),
}
"""What a steward looks for: the words, and the condition."""


class SponsorshipFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=STATE,
        choices=[*State.choices, (EVERY, _("All"))],
        method="filter_state",
        empty_label=_("Those that go on"),
    )
    care = django_filters.ChoiceFilter(
        label=_("What needs care"), choices=[(name, label) for name, (label, _q) in CARES.items()], method="filter_care"
    )
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), queryset=territories_of_sponsorships, method="filter_territory"
    )

    def filter_state(self, queryset: QuerySet[Sponsorship], name: str, value: str) -> QuerySet[Sponsorship]:
        return queryset if value == EVERY else queryset.filter(state=value)

    def filter_care(self, queryset: QuerySet[Sponsorship], name: str, value: str) -> QuerySet[Sponsorship]:
        return queryset.filter(CARES[value][1]())

    def filter_territory(self, queryset: QuerySet[Sponsorship], name: str, value: Territory) -> QuerySet[Sponsorship]:
        return queryset.filter(territory__path__startswith=value.path)

    class Meta:
        model = Sponsorship
        fields: list[str] = []


class SponsorshipsReport(ReportMixin, ReportView):
    page_title = _("Sponsorships")
    header_icon = "group"
    index_url_name = "essaimage_sponsorships_report"
    index_results_url_name = "essaimage_sponsorships_report_results"
    default_ordering = "-changed_at"
    model = Sponsorship
    filterset_class = SponsorshipFilterSet
    no_results_message = _("No sponsorship is of this kind.")
    list_export = [
        "sponsor_title",
        "project",
        "sponsored_title",
        "territory",
        "get_state_display",
        "created_at",
        "began_on",
        "next_on",
        "ended_on",
    ]
    export_headings = {
        "sponsor_title": _("Who accompanies"),
        "project": _("New project"),
        "sponsored_title": _("Sheet of the new project"),
        "territory": _("Territory"),
        "get_state_display": STATE,
        "created_at": _("Sent"),
    }
    columns = [
        TitleColumn("project", label=_("New project"), sort_key="project", get_url=detail_url),
        Column("sponsor_title", label=_("Who accompanies"), sort_key="sponsor_title"),
        Column("territory", label=_("Territory")),
        Column("state", label=STATE, accessor="get_state_display", sort_key="state"),
        Column("next_on", label=_("Next date"), sort_key="next_on"),
        DateColumn("changed_at", label=_("Last news"), sort_key="changed_at"),
    ]

    @classmethod
    def is_for(cls, user: Any) -> bool:
        return may_moderate(user)

    @classmethod
    def waiting_for(cls, user: Any) -> QuerySet[Sponsorship]:
        """The sponsorships that the menu counts: nobody can write to the team, or the team has not answered."""
        return sponsorships_for(user).filter(WITHOUT_TEAM | unanswered(timezone.now()))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_moderate(request.user):
            return permission_denied(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_queryset(self) -> QuerySet[Sponsorship]:
        rows = sponsorships_for(self.request.user).select_related("territory")
        if not (self.request.GET.get("state") or self.request.GET.get("care")):
            rows = rows.exclude(state__in=OVER)
        self.queryset = rows.annotate(
            sponsor_title=_title_of("sponsor_key"), sponsored_title=_title_of("sponsored_key")
        )
        return super().get_queryset()
