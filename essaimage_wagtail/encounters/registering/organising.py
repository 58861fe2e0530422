"""Who comes to an encounter, for its organisers: the list in the admin, with what each person wishes and needs."""

from collections import Counter
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets import HeaderButton

from ...admin.reports import report_urls
from ...formatting import enumeration
from ...personal_data.holders import folded
from ..languages import names_of
from ..listing import OrganisersList
from ..models import Registration
from .forms import from_words
from .pitches import titles_for_organisers

COMING, WAITING, UNCONFIRMED, WITHDRAWN = "coming", "waiting", "unconfirmed", "withdrawn"
STATES = {
    COMING: pgettext_lazy("state of a registration", "Comes"),
    WAITING: pgettext_lazy("state of a registration", "On the waiting list"),
    UNCONFIRMED: pgettext_lazy("state of a registration", "Not confirmed"),
    WITHDRAWN: pgettext_lazy("state of a registration", "Withdrawn"),
}
WITH_STATE = {
    COMING: Q(confirmed_at__isnull=False, withdrawn_at=None, is_waiting=False),
    WAITING: Q(confirmed_at__isnull=False, withdrawn_at=None, is_waiting=True),
    UNCONFIRMED: Q(confirmed_at=None, withdrawn_at=None),
    WITHDRAWN: Q(withdrawn_at__isnull=False),
}
NEEDS = Q(needs_step_free=True) | ~Q(needs="")


def state_of_person(row: Registration) -> str:
    if row.withdrawn_at:
        return WITHDRAWN
    if not row.confirmed_at:
        return UNCONFIRMED
    return WAITING if row.is_waiting else COMING


def people_url(page: Any) -> str:
    return reverse("essaimage_encounter_people", args=[page.pk])


def person_url(page: Any, row: Registration | None = None) -> str:
    name, more = ("essaimage_encounter_person", [row.pk]) if row else ("essaimage_encounter_person_new", [])
    return reverse(name, args=[page.pk, *more])


class PeopleFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a registration", "State"), choices=list(STATES.items()), method="filter_state"
    )
    name = django_filters.CharFilter(label=gettext_lazy("Name"), lookup_expr="icontains")
    needs = django_filters.BooleanFilter(label=gettext_lazy("Has needs"), method="filter_needs")

    def filter_state(self, queryset: QuerySet[Registration], name: str, value: str) -> QuerySet[Registration]:
        return queryset.filter(WITH_STATE[value])

    def filter_needs(self, queryset: QuerySet[Registration], name: str, value: bool) -> QuerySet[Registration]:
        return queryset.filter(NEEDS) if value else queryset.exclude(NEEDS)

    class Meta:
        model = Registration
        fields: list[str] = []


class PeopleView(OrganisersList):
    page_title = gettext_lazy("People")
    header_icon = "group"
    file_name = "people"
    index_url_name = "essaimage_encounter_people"
    index_results_url_name = "essaimage_encounter_people_results"
    default_ordering = "confirmed_at"
    model = Registration
    filterset_class = PeopleFilterSet
    list_export = [
        "name",
        "email",
        "state_words",
        "from_words",
        "organisation",
        "language_words",
        "needs_step_free",
        "needs",
        "wish_words",
        "agrees_to_be_named",
        "language",
        "consented_at",
        "confirmed_at",
    ]
    export_headings = {
        "state_words": pgettext_lazy("of a registration", "State"),
        "from_words": gettext_lazy("Comes from"),
        "language_words": gettext_lazy("Languages spoken"),
        "wish_words": gettext_lazy("Wishes"),
        "consented_at": gettext_lazy("Consent"),
        "confirmed_at": gettext_lazy("Confirmed"),
    }

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn(
                "name",
                label=_("Name"),
                accessor="shown_name",
                sort_key="name",
                get_url=lambda row: person_url(self.page, row),
                width="20%",
            ),
            Column("state_words", label=self.export_headings["state_words"]),
            Column("from_words", label=_("Comes from")),
            Column("language_words", label=_("Languages spoken")),
            Column("need_words", label=_("Needs")),
            Column("wish_list", label=_("Wishes")),
            DateColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
        ]

    @cached_property
    def everybody(self) -> list[Registration]:
        """All registrations of the encounter, with their states, without the filters of the list."""
        rows = Registration.objects.filter(encounter_key=self.page.translation_key)
        return list(rows.only("name", "confirmed_at", "withdrawn_at", "is_waiting"))

    def get_page_subtitle(self) -> str:
        """How many people are in each state."""
        number = Counter(map(state_of_person, self.everybody))
        return " · ".join(f"{STATES[state]}: {number[state]}" for state in STATES if number[state])

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Add somebody"), person_url(self.page), icon_name="plus")]

    @property
    def no_results_message(self) -> str:
        return _("Nobody has registered yet.") if not self.everybody else _("Nobody matches these filters.")

    def get_base_queryset(self) -> QuerySet[Registration]:
        rows = Registration.objects.filter(encounter_key=self.page.translation_key)
        return rows.select_related("territory").prefetch_related("wishes")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        titles = titles_for_organisers(self.page)
        namesakes = Counter(folded(row.name) for row in self.everybody if not row.withdrawn_at)
        rows = list(object_list)
        for row in rows:
            row.state_words = STATES[state_of_person(row)]
            row.from_words = from_words(row)
            spoken = names_of(row.languages)
            row.language_words = enumeration(spoken) if spoken else ""
            row.need_words = need_words(row)
            wishes = wishes_of(row, titles)
            row.wish_words = " · ".join(f"{rank}. {title}" for rank, title in wishes)
            row.wish_list = format_html_join(" · ", "{}. <bdi>{}</bdi>", wishes)
            row.shown_name = row.name
            if not row.withdrawn_at and (number := namesakes[folded(row.name)]) > 1:
                words = ngettext("%(name)s (%(count)d with this name)", "%(name)s (%(count)d with this name)", number)
                row.shown_name = words % {"name": row.name, "count": number}
        return rows


def need_words(row: Registration) -> str:
    return " · ".join(filter(None, [_("step-free") if row.needs_step_free else "", row.needs]))


def wishes_of(row: Registration, titles: dict[Any, str]) -> list[tuple[int, str]]:
    """``(rank, title)``"""
    gone = _("no pitch any more")
    return list(enumerate((titles.get(wish.pitch_key) or gone for wish in row.wishes.all()), start=1))


list_urlpatterns = report_urls("essaimage/encounters/<int:page_id>/people/", PeopleView)
