"""The list of suggestions in the admin, of those pages that a moderator may edit."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from ...admin.reports import LanguageColumn, ReportMixin
from ...models import SheetFields, Territory
from ...models.keys import pages_with
from ..models import Suggestion
from ..models.suggestions import Kind, State

ANY_STATE = "all"
STATE = pgettext_lazy("of a suggestion", "State")


def suggestions_for(user: Any) -> QuerySet[Suggestion]:
    """The suggestions for pages that a user may edit; superusers get those for pages that were deleted too."""
    this = {"translation_key": OuterRef("page_key"), "locale__language_code": OuterRef("language"), "alias_of": None}
    mine = page_permission_policy.instances_user_has_permission_for(user, "change").filter(**this)
    shown = Q(Exists(mine.order_by()))
    if user.is_superuser:
        shown |= ~Q(Exists(Page.objects.filter(**this).order_by()))
    return Suggestion.objects.filter(shown)


def detail_url(suggestion: Suggestion) -> str:
    return reverse("essaimage_suggestion", args=[suggestion.pk])


def sheets(**conditions: Any) -> list[QuerySet[Any]]:
    """The sheets of each type of the site that meet the conditions."""
    return [model.objects.filter(**conditions) for model in pages_with(SheetFields)]


def territories_suggested_for() -> QuerySet[Territory]:
    """The territories of the sheets that have suggestions."""
    found = Q(pk__in=())
    for rows in sheets(translation_key__in=Suggestion.objects.values("page_key")):
        found |= Q(pk__in=rows.values("territory"))
    return Territory.objects.filter(found)


def languages() -> list[tuple[str, str]]:
    return [(locale.language_code, locale.get_display_name()) for locale in Locale.objects.all()]


class SuggestionFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=STATE, choices=[*State.choices, (ANY_STATE, _("All"))], empty_label=None, method="filter_state"
    )
    page_title = django_filters.CharFilter(label=_("Page"), lookup_expr="icontains")
    language = django_filters.ChoiceFilter(label=_("Language"), choices=languages)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), queryset=lambda request: territories_suggested_for(), method="filter_territory"
    )

    def filter_state(self, queryset: QuerySet[Suggestion], name: str, value: str) -> QuerySet[Suggestion]:
        return queryset if value == ANY_STATE else queryset.filter(state=value)

    def filter_territory(self, queryset: QuerySet[Suggestion], name: str, value: Territory) -> QuerySet[Suggestion]:
        found = Q(pk__in=())
        for rows in sheets(territory__path__startswith=value.path):
            found |= Q(page_key__in=rows.values("translation_key"))
        return queryset.filter(found)


class SuggestionsReport(ReportMixin, ReportView):
    page_title = _("Suggestions")
    header_icon = "comment"
    index_url_name = "essaimage_suggestions"
    index_results_url_name = "essaimage_suggestions_results"
    default_ordering = "-created_at"
    model = Suggestion
    filterset_class = SuggestionFilterSet
    permission_policy = page_permission_policy
    any_permission_required = ["change"]
    no_results_message = _("No suggestion waits for you.")
    list_export = ["page_title", "section", "language", "get_kind_display", "get_state_display", "created_at", "remark"]
    export_headings = {
        "page_title": _("Page"),
        "get_kind_display": _("Kind"),
        "get_state_display": STATE,
        "created_at": _("Sent"),
    }
    columns = [
        TitleColumn("page_title", label=_("Page"), sort_key="page_title", get_url=detail_url),
        Column("section", label=_("Section")),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        LanguageColumn("language", label=_("Language"), sort_key="language"),
        Column("name", label=_("From")),
        Column("state", label=STATE, accessor="get_state_display", sort_key="state"),
        DateColumn("created_at", label=_("Sent"), sort_key="created_at"),
    ]

    @classmethod
    def waiting_for(cls, user: Any) -> QuerySet[Suggestion]:
        """The suggestions that the menu counts: those that wait for a decision of this user."""
        return suggestions_for(user).filter(state=State.WAITING)

    def get_queryset(self) -> QuerySet[Suggestion]:
        self.queryset = suggestions_for(self.request.user)
        if not self.request.GET.get("state"):
            self.queryset = self.queryset.filter(state=State.WAITING)
        return super().get_queryset()
