"""What is presented at an encounter, in the languages of those who come, and the numbers on the tables."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from ...following import with_original
from ...versions import best_versions
from ...visibility import visible
from ..models import Pitch

LONG, VERY_LONG = 45, 90
"""Letters of a name from which it is written smaller, so that it is read as a whole."""


def size_of(name: str) -> str:
    return "very-long" if len(name) > VERY_LONG else "long" if len(name) > LONG else ""


@dataclass(frozen=True, slots=True)
class Table:
    """``number``: what stands on its card, from 1 on; ``place``: which of the tables of one initiative it is."""

    number: int
    pitch_key: UUID
    place: int


class Initiatives:
    """The initiatives of an encounter and their tables. Three queries, for any number of initiatives and languages.

    Tables keep their numbers when another initiative withdraws: by then the cards are printed.
    """

    def __init__(self, encounter: Any, site: Site | None) -> None:
        self.encounter = encounter
        self._site = site

    @cached_property
    def _rows(self) -> list[Pitch]:
        """The pitches of all language versions, the oldest version first: its order is that of the tables."""
        rows = Pitch.objects.filter(encounter__translation_key=self.encounter.translation_key)
        return list(rows.select_related("locale").order_by("encounter__pk", "sort_order", "pk"))

    @cached_property
    def _by_key(self) -> dict[UUID, Pitch]:
        found: dict[UUID, Pitch] = {}
        for row in self._rows:
            found.setdefault(row.translation_key, row)
        return found

    @property
    def all(self) -> list[Pitch]:
        """One row for each initiative, in the order of the tables, with the withdrawn ones."""
        return list(self._by_key.values())

    @property
    def coming(self) -> list[Pitch]:
        return [row for row in self.all if not row.is_withdrawn]

    def get(self, key: UUID) -> Pitch | None:
        return self._by_key.get(key)

    def sheet_key(self, key: UUID) -> UUID | None:
        row = self.get(key)
        return row.sheet_key if row else None

    @cached_property
    def _numbers(self) -> dict[tuple[UUID, int], int]:
        places = ((row.translation_key, place) for row in self.all for place in range(1, max(row.tables, 1) + 1))
        return {table: number for number, table in enumerate(places, 1)}

    @cached_property
    def tables(self) -> list[Table]:
        coming = {row.translation_key for row in self.coming}
        return [Table(number, key, place) for (key, place), number in self._numbers.items() if key in coming]

    def number(self, key: UUID, place: int) -> int | None:
        """The number of a table; ``None`` if the table does not exist any more."""
        return self._numbers.get((key, place))

    @cached_property
    def _titles(self) -> list[tuple[UUID, str, str, bool]]:
        """``(key of the sheet, title, language, whether it is the original)`` of the sheets that visitors may see."""
        keys = {row.sheet_key for row in self._rows} - {None}
        if not keys or self._site is None:
            return []
        pages = with_original(visible(Page.objects.filter(translation_key__in=keys, alias_of=None), self._site))
        return list(pages.values_list("translation_key", "title", "locale__language_code", "is_original"))

    def names_in(self, language: str) -> dict[UUID, str]:
        """The name of each initiative for a reader of a language: the title of its sheet, else its own name."""
        own = best_versions((row for row in self._rows if row.name), language)
        titles = best_versions(self._titles, language, code=itemgetter(2), key=itemgetter(0), original=itemgetter(3))
        found = {}
        for key, row in self._by_key.items():
            sheet = titles.get(row.sheet_key)
            title = sheet[1] if sheet else ""
            found[key] = title or (own[key].name if key in own else "") or _("An initiative without a name yet")
        return found
