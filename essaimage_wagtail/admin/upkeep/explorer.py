"""Wagtail's explorer below a directory: columns and filters for what sheets say, whatever else lies beside them."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, Subquery
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from ...choices import Status
from ...models import DirectoryFields, SheetFields, Territory
from ...models.keys import pages_with
from ...review import ReviewAge
from .. import page_types
from .filters import language_filter, lies_in, reviewed, territory_filter

PLACES = ("completeness", "reviewed_on", "status")
"""Fields of sheets that the explorer orders by, and the names of what it asks for each page."""


def of_sheets(asked: Q) -> Q:
    """A condition on sheets, for a query of pages of all kinds."""
    found = Q(pk__in=[])
    for model in pages_with(SheetFields):
        found |= Q(pk__in=model._default_manager.filter(asked).values("pk"))
    return found


class DirectoryFilterSet(GenericPageFilterSet):
    language = language_filter()
    sheet_territory = territory_filter()
    sheet_status = django_filters.ChoiceFilter(
        label=_("Status of the initiative"), choices=Status.choices, method="filter_status"
    )
    sheet_completeness = django_filters.NumberFilter(
        label=_("Complete to less than (percent)"),
        method="filter_completeness",
        widget=forms.NumberInput(attrs={"min": 0, "max": 100}),
    )
    sheet_review = django_filters.ChoiceFilter(
        label=_("Last review"), choices=ReviewAge.choices, method="filter_review"
    )

    class Meta(GenericPageFilterSet.Meta):
        pass

    def filter_territory(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(of_sheets(lies_in(value)))

    def filter_status(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(of_sheets(Q(status=value)))

    def filter_completeness(self, queryset: Any, name: str, value: int) -> Any:
        return queryset.filter(of_sheets(Q(completeness__lt=value)))

    def filter_review(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(of_sheets(reviewed(value)))


def said(name: str) -> Callable[[Any], Any]:
    """An accessor for columns: the value of a sheet; empty for a page of another kind."""

    def read(page: Any) -> Any:
        value = getattr(page, name) if isinstance(page, SheetFields) else ""
        return value() if callable(value) else value

    return read


WIDE_TITLE = PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title es-wide")
"""Wagtail's, but not squeezed by what stands beside it."""
OWN_COLUMNS = [
    Column("territory", label=_("Territory"), accessor=lambda page: getattr(page, "essaimage_territory", "")),
    Column("sheet_status", label=_("Initiative"), accessor=said("get_status_display"), sort_key="essaimage_status"),
    Column(
        "completeness", label=_("Completeness (%)"), accessor=said("completeness"), sort_key="essaimage_completeness"
    ),
    DateColumn("reviewed_on", label=_("Last review"), accessor=said("reviewed_on"), sort_key="essaimage_reviewed_on"),
]


def with_own_columns(columns: list[Any]) -> list[Any]:
    """Wagtail's columns with ours after the title. The type of a page is left out: only sheets fill our columns, which
    tells them from the rest."""
    columns = [WIDE_TITLE if column.name == "title" else column for column in columns if column.name != "type"]
    place = columns.index(WIDE_TITLE) + 1
    return [*columns[:place], *OWN_COLUMNS, *columns[place:]]


class DirectoryIndexView(ExplorableIndexView):
    """The explorer, with what sheets say. What orders is asked of the database; names are fetched for the page shown,
    in one query."""

    base_columns = with_own_columns(ExplorableIndexView.base_columns)

    def annotate_queryset(self, pages: Any) -> Any:
        models = pages_with(SheetFields)
        if models and not self.is_searching:
            pages = pages.annotate(**{f"essaimage_{name}": _asked(models, name) for name in PLACES})
        return super().annotate_queryset(pages)

    def get_valid_orderings(self) -> list[str]:
        """Search results are not ordered by what Wagtail's index does not know."""
        found = super().get_valid_orderings()
        return [name for name in found if not (self.is_searching and "essaimage_" in name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sheets = [page for page in context["object_list"] if getattr(page, "territory_id", None)]
        found = Territory.objects.in_bulk({page.territory_id for page in sheets})
        for page in sheets:
            page.essaimage_territory = found[page.territory_id].display_name()
        return context


def _asked(models: list[Any], name: str) -> Any:
    values = [Subquery(model._default_manager.filter(pk=OuterRef("pk")).values(name)[:1]) for model in models]
    return values[0] if len(values) == 1 else Coalesce(*values)


class DirectoryViewSet(PageViewSet):
    """Of a type of directory, whose other views stay Wagtail's."""

    index_view_class = DirectoryIndexView
    filterset_class = DirectoryFilterSet

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Pages of all kinds lie below a directory."""
        return super().get_index_view_kwargs(**{"model": Page, **kwargs})


def viewsets() -> list[PageViewSet]:
    """One for each type of directory. A site that has a viewset of its own for a type registers it later, and keeps
    it."""
    return [
        type("DirectoryViewSet", (DirectoryViewSet,), {"model": model, "parent_models": [model], **page_types.VIEWS})()
        for model in pages_with(DirectoryFields)
    ]
