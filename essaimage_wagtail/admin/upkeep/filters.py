"""What the reports on pages to look after, and the explorer, can be narrowed by: all choices are names in the editor's
language, and a territory means all that lies in it."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import MultipleUserFilter, WagtailFilterSet
from wagtail.models import Locale, Page

from ...choices import Status
from ...models import CommonFields, SheetFields, Territory, Theme
from ...models.keys import pages_with
from ...replications.admin.start import named
from ...review import YEARS_UNTIL_OLD, YEARS_UNTIL_STALE, ReviewAge, years_ago
from .cares import cares_of, condition

INDENT = "\u2003"


def languages() -> list[tuple[str, str]]:
    return [(code, named(code)) for code in Locale.objects.order_by("pk").values_list("language_code", flat=True)]


def territories() -> list[tuple[int, str]]:
    """The territories of the site's sheets and those around them, as a tree. Two queries, and one for each type of
    sheet."""
    sheets = [model._default_manager.exclude(territory=None).order_by() for model in pages_with(SheetFields)]
    used = {pk for pages in sheets for pk in pages.values_list("territory", flat=True).distinct()}
    chains = Territory.objects.with_ancestors(used).values()
    found = {one.path: one for chain in chains for one in chain}
    return [(one.pk, INDENT * (one.depth - 1) + one.display_name()) for _path, one in sorted(found.items())]


def themes() -> list[tuple[str, str]]:
    labels = {label.key: label.label for label in Theme.objects.all().labels().values()}
    return sorted(labels.items(), key=lambda item: item[1].casefold())


def owners(request: Any) -> Any:
    owned = Page.objects.exclude(owner=None).order_by().values("owner").distinct()
    return get_user_model()._default_manager.filter(pk__in=owned)


def lies_in(territory: str) -> Q:
    """Condition on sheets: they lie in a territory, or in one within it. One query."""
    path = Territory.objects.filter(pk=territory).values_list("path", flat=True).first()
    return Q(territory__path__startswith=path) if path else Q(pk__in=[])


def reviewed(age: str) -> Q:
    old, stale = years_ago(YEARS_UNTIL_OLD), years_ago(YEARS_UNTIL_STALE)
    return {
        ReviewAge.NEVER: Q(reviewed_on=None),
        ReviewAge.FRESH: Q(reviewed_on__gte=old),
        ReviewAge.OLD: Q(reviewed_on__lt=old, reviewed_on__gte=stale),
        ReviewAge.STALE: Q(reviewed_on__lt=stale),
    }[ReviewAge(age)]


def language_filter() -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=_("Language"),
        field_name="locale__language_code",
        choices=languages,
        widget=forms.CheckboxSelectMultiple,
    )


def territory_filter() -> django_filters.ChoiceFilter:
    """A filter by territory; the filter set finds the rows in its method ``filter_territory``."""
    return django_filters.ChoiceFilter(
        label=_("Territory"), choices=territories, method="filter_territory", help_text=_("With all that lies in it.")
    )


def needs_filter(mixin: Any) -> django_filters.MultipleChoiceFilter:
    """What pages of a kind may need; all that meet one of those that are ticked."""

    def choices() -> list[tuple[str, Any]]:
        model = next(iter(pages_with(mixin)), None)
        return [(care.value, care.label) for care in cares_of(model)] if model else []

    return django_filters.MultipleChoiceFilter(
        label=_("What it needs"), choices=choices, method="filter_needs", widget=forms.CheckboxSelectMultiple
    )


class CareFilterSet(WagtailFilterSet):
    """What sheets and commons have in common."""

    language = language_filter()
    missing = django_filters.ChoiceFilter(label=_("Not in the language"), choices=languages, method="filter_missing")
    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=themes, method="filter_theme")
    owner = MultipleUserFilter(label=_("Owner"), queryset=owners, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Page
        fields: list[str] = []

    def filter_needs(self, queryset: Any, name: str, value: list[str]) -> Any:
        wanted = Q()
        for care in value:
            wanted |= condition(care, queryset.model)
        # All its versions are there, so that the row is the one in the editor's language.
        return queryset.filter(translation_key__in=queryset.filter(wanted).order_by().values("translation_key"))

    def filter_missing(self, queryset: Any, name: str, value: str) -> Any:
        """An alias shows another language: nobody has translated it."""
        there = queryset.model._default_manager.filter(locale__language_code=value, alias_of=None)
        return queryset.exclude(translation_key__in=there.values("translation_key"))

    def filter_theme(self, queryset: Any, name: str, value: str) -> Any:
        of_theme = queryset.model._default_manager.filter(themes__translation_key=value)
        return queryset.filter(pk__in=of_theme.values("pk"))


class SheetFilterSet(CareFilterSet):
    needs = needs_filter(SheetFields)
    territory = territory_filter()
    completeness = django_filters.NumberFilter(
        label=_("Complete to less than (percent)"),
        lookup_expr="lt",
        widget=forms.NumberInput(attrs={"min": 0, "max": 100}),
    )
    review = django_filters.ChoiceFilter(label=_("Last review"), choices=ReviewAge.choices, method="filter_review")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices)

    def filter_territory(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(lies_in(value))

    def filter_review(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(reviewed(value))


class CommonFilterSet(CareFilterSet):
    needs = needs_filter(CommonFields)
