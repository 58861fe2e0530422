"""What people want to start, for organisers: the list in the admin, with what each has become and what comes next."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets import HeaderButton

from ...admin.reports import FormColumn
from ...replications.admin.deciding import edit_url, url_of
from ...replications.deciding import open_to
from ..choices import IntentionKind, IntentionState
from ..day.initiatives import Initiatives
from ..listing import OrganisersList
from ..models import Intention
from .accompanying import sponsorships
from .intentions import told_of


class IntentionFilterSet(WagtailFilterSet):
    """``names``: of the initiatives of the encounter, by key."""

    pitch_key = django_filters.ChoiceFilter(label=gettext_lazy("Initiative"))
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("somebody wants", "What"), choices=lambda: IntentionKind.choices
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of an intention", "State"), choices=lambda: IntentionState.choices
    )
    name = django_filters.CharFilter(
        label=pgettext_lazy("wants something", "Who"), field_name="registration__name", lookup_expr="icontains"
    )

    def __init__(self, *args: Any, names: Mapping[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["pitch_key"].extra["choices"] = list(names.items())

    class Meta:
        model = Intention
        fields: list[str] = []


class WhatColumn(Column):
    cell_template_name = "essaimage_wagtail/encounters/outcomes/what_cell.html"


class StateColumn(Column):
    cell_template_name = "essaimage_wagtail/encounters/outcomes/state_cell.html"


class NextColumn(FormColumn):
    """What it has become, or the button that takes it further."""

    cell_template_name = "essaimage_wagtail/encounters/outcomes/next_cell.html"


class IntentionsView(OrganisersList):
    page_title = gettext_lazy("What people want to start")
    header_icon = "clipboard-list"
    index_url_name = "essaimage_encounter_intentions"
    index_results_url_name = "essaimage_encounter_intentions_results"
    file_name = "intentions"
    default_ordering = "-created_at"
    model = Intention
    filterset_class = IntentionFilterSet
    columns = [
        TitleColumn(
            "about",
            label=gettext_lazy("Initiative"),
            get_url=lambda row: reverse("essaimage_encounter_intention", args=[row.pk]),
            width="30%",
        ),
        WhatColumn("get_kind_display", label=pgettext_lazy("somebody wants", "What"), sort_key="kind"),
        Column("who", label=pgettext_lazy("wants something", "Who"), sort_key="registration__name"),
        StateColumn("get_state_display", label=pgettext_lazy("of an intention", "State"), sort_key="state"),
        NextColumn("next", label=pgettext_lazy("what can be done", "Next")),
        DateColumn("created_at", label=pgettext_lazy("of an intention", "Noted"), sort_key="created_at"),
    ]
    list_export = ["about", "get_kind_display", "text", "territory", "who", "get_state_display", "created_at"]
    export_headings = {
        "about": gettext_lazy("Initiative"),
        "get_kind_display": pgettext_lazy("somebody wants", "What"),
        "territory": gettext_lazy("Territory"),
        "who": pgettext_lazy("wants something", "Who"),
        "get_state_display": pgettext_lazy("of an intention", "State"),
        "created_at": pgettext_lazy("of an intention", "Noted"),
    }

    @cached_property
    def names(self) -> dict[Any, str]:
        return Initiatives(self.page, self.page.get_site()).names_in(get_language() or "")

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "names": self.names}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        balance = reverse("essaimage_encounter_balance", args=[self.page.pk])
        *before, last = super().get_breadcrumbs_items()
        return [*before, {"url": balance, "label": _("Balance")}, last]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("essaimage_encounter_balance_people", args=[self.page.pk])
        return [HeaderButton(_("Write down what somebody wants"), url, icon_name="plus")]

    @property
    def no_results_message(self) -> str:
        if self.is_filtering:
            return _("No intention matches these filters.")
        return _(
            "Nobody has said anything yet. People can write it on their own page once the encounter has begun, and you"
            " can do it for them."
        )

    def get_base_queryset(self) -> QuerySet[Intention]:
        rows = Intention.objects.filter(encounter_key=self.page.translation_key)
        return rows.select_related("registration", "territory", "replication")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """With names, what each has become, and what this person may do next. A constant number of queries."""
        user, rows = self.request.user, list(object_list)
        may = open_to(user, [row.replication for row in rows if row.replication])
        told = told_of(rows, user)
        for row in rows:
            row.about = self.names.get(row.pitch_key) or "–"
            row.who = row.registration.name if row.registration else _("A person who is forgotten by now")
            row.told = told.get(row.sponsorship)
            row.may_be_accompanied = row.kind == IntentionKind.SPONSOR and sponsorships() is not None
            if row.replication:
                decides = "decide" in may[row.replication.pk]
                row.edit_url = url_of("decide", row.replication) if decides else edit_url(row.replication)
        return rows
