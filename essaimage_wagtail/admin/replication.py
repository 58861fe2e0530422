"""Replications in Wagtail's admin: a list with titles instead of keys, and a form that can be opened from a sheet."""

import uuid
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import Page
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from ..choices import Mode, ReplicationState, SwarmingKind
from ..models.keys import titles_of
from ..models.replication import Replication
from ..models.territory import Territory
from .doubts import is_autosave, point_out


def used_territories() -> list[tuple[int, str]]:
    """Those of the replications and what they lie in, as a tree: ``[(id, indented name)]``."""
    chains = Territory.objects.with_ancestors(
        Replication.objects.exclude(territory=None).values_list("territory", flat=True).distinct()
    )
    used = {territory.path: territory for chain in chains.values() for territory in chain}
    return [
        (used[path].pk, "\N{NO-BREAK SPACE}" * 3 * (used[path].depth - 1) + str(used[path])) for path in sorted(used)
    ]


class ReplicationFilterSet(WagtailFilterSet):
    mode = django_filters.ChoiceFilter(label=capfirst(_("mode")), choices=Mode.choices)
    kind = django_filters.ChoiceFilter(label=capfirst(_("kind of swarming")), choices=SwarmingKind.choices)
    state = django_filters.ChoiceFilter(label=capfirst(_("state")), choices=ReplicationState.choices)
    territory = django_filters.ChoiceFilter(
        label=capfirst(_("territory")),
        choices=used_territories,
        method="filter_territory",
        help_text=_("With all within it."),
    )

    class Meta:
        model = Replication
        fields = ["mode", "kind", "state", "territory"]

    def filter_territory(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        path = Territory.objects.filter(pk=value).values_list("path", flat=True).first()
        return queryset.filter(territory__path__startswith=path) if path else queryset.none()


class ReplicationIndexView(IndexView):
    """Searches in names, and in the titles of the sheets at both ends."""

    @cached_property
    def is_searchable(self) -> bool:
        return True

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("territory")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        keys = Page.objects.filter(draft_title__icontains=self.search_query).values("translation_key")
        return queryset.filter(Q(name__icontains=self.search_query) | Q(origin_key__in=keys) | Q(adapted_key__in=keys))

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = list(rows)
        keys = {key for row in page.object_list for key in (row.origin_key, row.adapted_key)} - {None}
        titles = titles_of(keys, get_language())
        for row in page.object_list:
            row.origin_title = titles.get(row.origin_key, "")
            row.adapted_title = titles.get(row.adapted_key) or str(row)
        return paginator, page, page.object_list, is_paginated

    @cached_property
    def columns(self) -> list[Column]:
        # All but the last: that of the name.
        return [
            *super().columns[:-1],
            TitleColumn("adapted_title", label=_("The new initiative"), sort_key="name", get_url=self.get_edit_url),
            Column("origin", label=capfirst(_("origin")), accessor="origin_title"),
            Column("territory", label=capfirst(_("territory")), sort_key="territory__name"),
            Column("mode", label=capfirst(_("mode")), accessor="get_mode_display", sort_key="mode"),
            Column("state", label=capfirst(_("state")), accessor="get_state_display", sort_key="state"),
            Column("year", label=capfirst(_("year")), sort_key="year"),
        ]


class PointsOutWhatIsDoubtful:
    """Half-filled replications are saved; the editor is told right after."""

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        if not is_autosave(self.request):
            point_out(self.request, self.object, self.get_edit_url())
        return response


class ReplicationCreateView(PointsOutWhatIsDoubtful, CreateView):
    """``?origin=`` and ``?adapted=`` name a sheet to begin with, by its translation key."""

    def get_initial(self) -> dict[str, Any]:
        ends = {f"{end}_key": _key_in(self.request, end) for end in ("origin", "adapted")}
        return {**super().get_initial(), **{name: key for name, key in ends.items() if key}}


def _key_in(request: HttpRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None


class ReplicationEditView(PointsOutWhatIsDoubtful, EditView):
    pass


class ReplicationViewSet(SnippetViewSet):
    model = Replication
    icon = "site"
    menu_label = _("Replications")
    list_display = ["__str__"]
    list_per_page = 50
    search_fields = ["name"]
    filterset_class = ReplicationFilterSet
    copy_view_enabled = False
    index_view_class = ReplicationIndexView
    add_view_class = ReplicationCreateView
    edit_view_class = ReplicationEditView
