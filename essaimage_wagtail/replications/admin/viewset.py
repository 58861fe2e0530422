"""Replications in Wagtail's admin: a list with titles instead of keys, and a form that can be opened from a sheet."""

import uuid
from collections.abc import Iterable
from typing import Any

import django_filters
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView, EditView

from ...admin.doubts import DoubtsPanel
from ...admin.exports import IndexView, SnippetViewSet
from ...choices import Mode, ReplicationState, Standing, SwarmingKind
from ...models.keys import titles_of
from ...models.replication import Replication, ReplicationText
from ...models.territory import Territory
from ..deciding import open_to, waits
from ..permissions import replication_policy
from . import doubtful
from .deciding import buttons, url_of


def used_territories() -> list[tuple[int, str]]:
    """The territories of the replications and the territories around them, as a tree: ``[(id, indented name)]``."""
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
    waits = django_filters.ChoiceFilter(
        label=_("Publication"),
        choices=[(True, _("Waits to be published")), (Standing.WITHDRAWN, Standing.WITHDRAWN.label)],
        method="filter_waits",
    )
    territory = django_filters.ChoiceFilter(
        label=capfirst(_("territory")),
        choices=used_territories,
        method="filter_territory",
        help_text=_("With all within it."),
    )

    class Meta:
        model = Replication
        fields = ["mode", "kind", "state", "waits", "territory"]

    def filter_waits(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == Standing.WITHDRAWN:
            return queryset.filter(standing=value)
        return queryset.filter(has_unpublished_changes=True).exclude(standing=Standing.WITHDRAWN)

    def filter_territory(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        path = Territory.objects.filter(pk=value).values_list("path", flat=True).first()
        return queryset.filter(territory__path__startswith=path) if path else queryset.none()


class DecideColumn(TitleColumn):
    """“Confirm or refuse” where this person may; else what was decided."""

    cell_template_name = "essaimage_wagtail/admin/link_cell.html"
    empty_value_display = ""

    def get_value(self, instance: Replication) -> str:
        return str(_("Confirm or refuse")) if instance.may_be_decided else instance.get_standing_display()

    def get_link_url(self, instance: Replication, parent_context: Any) -> str | None:
        return url_of("decide", instance) if instance.may_be_decided else None


class ReplicationIndexView(IndexView):
    """Searches in names, in any language, and in the titles of the sheets at both ends."""

    @cached_property
    def is_searchable(self) -> bool:
        return True

    def get_base_queryset(self) -> QuerySet:
        own = replication_policy.instances_user_has_permission_for(self.request.user, "change")
        return super().get_base_queryset().filter(pk__in=own.order_by().values("pk")).select_related("territory")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        keys = Page.objects.filter(draft_title__icontains=self.search_query).values("translation_key")
        named = ReplicationText.objects.filter(name__icontains=self.search_query).values("replication")
        ends = Q(origin_key__in=keys) | Q(adapted_key__in=keys)
        return queryset.filter(Q(name__icontains=self.search_query) | Q(pk__in=named) | ends)

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = list(rows)
        keys = {key for row in page.object_list for key in (row.origin_key, row.adapted_key)} - {None}
        titles = titles_of(keys, get_language())
        may = open_to(self.request.user, filter(waits, page.object_list))
        for row in page.object_list:
            row.may_be_decided = "decide" in may.get(row.pk, ())
            row.origin_title = titles.get(row.origin_key, "")
            row.adapted_title = titles.get(row.adapted_key) or str(row)
        return paginator, page, page.object_list, is_paginated

    @cached_property
    def columns(self) -> list[Column]:
        # Wagtail's first column has the check boxes; its columns for name and publication are replaced.
        return [
            *super().columns[:1],
            TitleColumn("adapted_title", label=_("The new initiative"), sort_key="name", get_url=self.get_edit_url),
            Column("origin", label=capfirst(_("origin")), accessor="origin_title"),
            Column("territory", label=capfirst(_("territory")), sort_key="territory__name"),
            Column("mode", label=capfirst(_("mode")), accessor="get_mode_display", sort_key="mode"),
            BooleanColumn("live", label=_("Published"), sort_key="live"),
            DecideColumn("decision", label=_("Decision")),
            Column("state", label=capfirst(_("state")), accessor="get_state_display", sort_key="state"),
            Column("year", label=capfirst(_("year")), sort_key="year"),
        ]


class ReplicationCreateView(CreateView):
    """``?origin=`` and ``?adapted=`` name a sheet to begin with, by its translation key."""

    def get_initial(self) -> dict[str, Any]:
        ends = {f"{end}_key": _key_in(self.request, end) for end in ("origin", "adapted")}
        return {**super().get_initial(), **{name: key for name, key in ends.items() if key}}


def _key_in(request: HttpRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None


class ReplicationEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *buttons(self.object, self.request.user)]


class ReplicationForm(WagtailAdminModelForm):
    """The form of a replication. At least one end must be a sheet that the editor may edit or, to publish the
    replication, may publish."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ends = (data.get("origin_key"), data.get("adapted_key"))
        publishes = "action-publish" in self.data
        if any(ends) and not replication_policy.user_may_on(self.for_user, "publish" if publishes else "change", *ends):
            if publishes:
                words = _("You may publish neither of these sheets: save a draft, and ask somebody who may.")
            else:
                words = _("You may edit neither of these sheets: one of them must be yours.")
            self.add_error("adapted_key" if ends[1] else "origin_key", words)
        return data


class AtItsEnds:
    """Makes a view of one replication ask for the rights on this one, rather than on some replication."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Some of Wagtail's views keep the primary key from ``self.kwargs``.
        self.replication = get_object_or_404(Replication, pk=kwargs["pk"]) if "pk" in kwargs else None
        super().setup(request, *args, **kwargs)

    def user_has_permission(self, permission: str) -> bool:
        if self.replication is None:
            return super().user_has_permission(permission)
        return replication_policy.user_has_permission_for_instance(self.request.user, permission, self.replication)

    def user_has_any_permission(self, permissions: list[str]) -> bool:
        return any(self.user_has_permission(permission) for permission in permissions)


class OwnChoices:
    """Makes a chooser list only replications that the editor may change."""

    def get_object_list(self) -> QuerySet:
        return replication_policy.instances_user_has_permission_for(self.request.user, "change")


class ReplicationChooserViewSet(SnippetChooserViewSet):
    choose_view_class = type("ReplicationChooseView", (OwnChoices, ChooseView), {})
    choose_results_view_class = type("ReplicationChooseResultsView", (OwnChoices, ChooseResultsView), {})


class _WhoMayPublish:
    """Shows a menu item to people who may publish the replication: Wagtail would ask Django's permission on the model,
    which gives no right here."""

    def is_shown(self, context: dict[str, Any]) -> bool:
        user, this = context["request"].user, context.get("instance")
        if this is None or this.pk is None:
            return replication_policy.user_has_permission(user, "publish")
        return replication_policy.user_has_permission_for_instance(user, "publish", this)


class PublishItem(_WhoMayPublish, PublishMenuItem):
    pass


class UnpublishItem(_WhoMayPublish, UnpublishMenuItem):
    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and context["instance"].live and super().is_shown(context)


def own_menu_items(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Hook: what the form of a replication offers besides saving."""
    if context["model"] is Replication:
        kept = [item for item in menu_items if not isinstance(item, PublishMenuItem | UnpublishMenuItem)]
        own = [item for item in (UnpublishItem(order=20), PublishItem(order=30)) if item.is_shown(context)]
        menu_items[:] = sorted([*kept, *own], key=lambda item: item.order)


def only_own(request: HttpRequest, instances: Iterable[Any]) -> None:
    """Hook: several are deleted at once, where Wagtail 7.4 asks Django's permission on the model."""
    for instance in instances:
        if isinstance(instance, Replication) and not replication_policy.user_has_permission_for_instance(
            request.user, "delete", instance
        ):
            raise PermissionDenied


class ReplicationViewSet(SnippetViewSet):
    model = Replication
    icon = "site"
    menu_label = _("Replications")
    list_display = ["__str__"]
    list_per_page = 50
    search_fields = ["name"]
    filterset_class = ReplicationFilterSet
    copy_view_enabled = False
    permission_policy = replication_policy
    edit_handler = ObjectList([DoubtsPanel(doubtful.url_of), *Replication.panels], base_form_class=ReplicationForm)
    chooser_viewset_class = ReplicationChooserViewSet
    index_view_class = ReplicationIndexView
    add_view_class = ReplicationCreateView
    edit_view_class = ReplicationEditView

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(type(view_class.__name__, (AtItsEnds, view_class), {}), **kwargs)

    def get_permissions_to_register(self) -> QuerySet:
        """None: a group's permissions on the model give no right on replications."""
        return Permission.objects.none()
