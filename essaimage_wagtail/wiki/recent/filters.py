"""By what recent changes are filtered, as their address says it: language, kind, theme, territory, last day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode

from ...contexts.languages import Language, language
from ...directory.kinds import kinds
from ...facets.territories import territories_named
from ...models import SheetFields, Territory, Theme
from ...models.keys import pages_with
from ...models.publication import PublicationFields
from ...models.taxonomy import TermLabel, by_label
from ...models.territory import Level
from ..history.kinds import has_history, pages_with_history

WIDE = (Level.WORLD_REGION, Level.COUNTRY, Level.REGION, Level.COUNTY)
"""Levels of territories that the form offers; an address may name any."""
MOST_TERRITORIES = 500
"""Territories of sheets that the form's are made of."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool


class Filters:
    """``code``: the reader's language; ``codes``: those of the site. A value that means nothing filters nothing."""

    NAMES: ClassVar[tuple[str, ...]] = ("in", "kind", "theme", "territory", "until")

    def __init__(self, query: QueryDict, code: str, codes: Iterable[str]) -> None:
        self.code = code
        self.codes = list(codes)
        self.given = {name: query.get(name, "")[:100] for name in self.NAMES if query.get(name)}
        self.cursor = _cursor(query.get("before", ""))

    @cached_property
    def kinds(self) -> dict[str, tuple[str, list[Any]]]:
        """By name: the label, and the page types with a public history."""
        listed: set[Any] = set()
        found = {}
        for name, kind in kinds().items():
            models = [model for model in pages_with_history() if model._meta.label_lower in kind.types]
            if models:
                found[name] = (kind.label, models)
                listed |= set(models)
        for model in pages_with_history():
            if model not in listed and has_history(model):
                found[model._meta.label_lower] = (str(model._meta.verbose_name_plural), [model])
        return found

    @cached_property
    def themes(self) -> list[TermLabel]:
        terms = {term.slug: term for term in Theme.objects.labels(self.code).values()}
        return by_label(terms.values())

    @cached_property
    def territory(self) -> Territory | None:
        return territories_named([self.given["territory"]]).first() if "territory" in self.given else None

    @cached_property
    def territories(self) -> list[Territory]:
        """The wide territories (:data:`WIDE`) around the site's sheets, and the one that is chosen."""
        used: set[int] = set()
        for model in pages_with(SheetFields):
            rows = model.objects.live().exclude(territory=None).order_by().values_list("territory", flat=True)
            used |= set(rows.distinct()[:MOST_TERRITORIES])
        chains = Territory.objects.with_ancestors(used).values()
        found = {territory.pk: territory for chain in chains for territory in chain if territory.level in WIDE}
        if self.territory is not None:
            found[self.territory.pk] = self.territory
        return sorted(found.values(), key=lambda territory: territory.path)

    def pages(self) -> Q:
        """Condition on pages."""
        found = Q()
        if self.given.get("in") in self.codes:
            found &= Q(locale__language_code=self.given["in"])
        if self.given.get("kind") in self.kinds:
            models = self.kinds[self.given["kind"]][1]
            found &= Q(content_type__in=ContentType.objects.get_for_models(*models).values())
        if "theme" in self.given and any(term.slug == self.given["theme"] for term in self.themes):
            found &= _any(
                model.objects.filter(themes__slug=self.given["theme"]) for model in pages_with(PublicationFields)
            )
        if self.territory is not None:
            path = self.territory.path
            found &= _any(model.objects.filter(territory__path__startswith=path) for model in pages_with(SheetFields))
        return found

    def versions(self) -> Q:
        """Condition on versions: where the list begins."""
        if self.cursor is not None:
            moment, pk = self.cursor
            return Q(published_at__lte=moment) & ~Q(published_at=moment, pk__gte=pk)
        return Q(published_at__lt=self.until) if self.until else Q()

    @cached_property
    def until(self) -> datetime | None:
        """The end of the day up to which changes are shown, by the site's clock."""
        try:
            day = parse_date(self.given.get("until", ""))
            return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None
        except (ValueError, OverflowError):
            return None

    @property
    def day(self) -> str:
        return self.given["until"] if self.until else ""

    @property
    def unknown(self) -> list[str]:
        """Names of values that mean nothing (any more), and filter nothing."""
        known = {
            "in": self.given.get("in") in self.codes,
            "kind": self.given.get("kind") in self.kinds,
            "theme": any(term.slug == self.given.get("theme") for term in self.themes),
            "territory": self.territory is not None,
            "until": self.until is not None,
        }
        return [name for name in self.given if not known[name]]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.given)

    # For the form and its addresses

    @property
    def language_options(self) -> list[Option]:
        named: list[Language] = [language(code) for code in self.codes]
        return [Option(one.code, one.name, one.code == self.given.get("in")) for one in named]

    @property
    def kind_options(self) -> list[Option]:
        chosen = self.given.get("kind")
        return [Option(name, str(label), name == chosen) for name, (label, _models) in self.kinds.items()]

    @property
    def theme_options(self) -> list[Option]:
        return [Option(term.slug, term.label, term.slug == self.given.get("theme")) for term in self.themes]

    @property
    def territory_options(self) -> list[Option]:
        """The territories as options, indented by their depth, so that each stands below the one around it."""
        return [
            Option(one.identifier, f"{' ' * 2 * (one.depth - 1)}{one.display_name(self.code)}", one == self.territory)
            for one in self.territories
        ]

    def query(self, **more: str) -> str:
        return urlencode({**self.given, **more})


def _any(querysets: Iterable[Any]) -> Q:
    found = Q(pk__in=[])
    for rows in querysets:
        found |= Q(pk__in=rows.order_by().values("pk"))
    return found


def cursor_at(moment: datetime, pk: int) -> str:
    """Where a list goes on after a version."""
    return f"{moment.isoformat()},{pk}"


def _cursor(text: str) -> tuple[datetime, int] | None:
    """The moment and the number in a cursor; ``None`` for a text that :func:`cursor_at` did not write."""
    written, _comma, number = text.partition(",")
    try:
        moment = parse_datetime(written)
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment) or not number.isdecimal() or len(number) > 18:
        return None
    return moment, int(number)
