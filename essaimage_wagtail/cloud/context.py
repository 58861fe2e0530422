"""All initiatives of a site and their replications: by theme, in one picture and in one list."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from math import ceil
from typing import Any
from zlib import crc32

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..choices import Mode, ReplicationState
from ..contexts.branches import NAMES, name_of, read
from ..contexts.page import PageContext
from ..contexts.sheet import short_place, years
from ..drawing import MOST_SEEDS, plant_width
from ..formatting import number as shown_number
from ..formatting import two_counts
from ..models import Replication, SheetFields
from ..models.keys import pages_with
from ..models.taxonomy import TermLabel, by_label
from ..models.territory import Territory
from .content import Seed, content_of, seen
from .filters import CloudFilters

MOST_DRAWN = 36
"""Initiatives of a theme in the picture of all themes; the list has them all."""
MOST_DRAWN_ALONE = 150
"""Initiatives in the picture of one theme."""
MOST_LISTED = 200
"""Initiatives on one page; the filters and the directory lead to the rest."""
MOST_REPLICATIONS = 300
"""Replications on one page; the lineage of an initiative has all of its own."""
MOST_PLACES = 3
"""Territories of replications that are named beside an initiative."""
HUE_COUNT = 10
"""Number of colours of themes; the number after the last is for no theme."""
CELL_WIDTH = 150
"""Width, in pixels, of what an initiative takes in the picture."""
MOST_CELLS_WIDE = 4
"""Cells that a theme is wide at most, unless it takes the whole width."""


class CloudContext:
    """The ``cloud`` of a template's context.

    ``page``: a cloud; ``page_context``: its :class:`~..contexts.page.PageContext`. It shows what anybody may see of the
    site around it, each sheet in the version that suits the page's language. All sheets are filtered and counted in
    what :mod:`.content` keeps; those that are shown, at most a page full, are read at each request. The number of
    queries does not depend on the number of initiatives.
    """

    def __init__(self, page: Any, request: HttpRequest, page_context: PageContext) -> None:
        self.request = request
        self.page_context = page_context
        self.language = page_context.language.code
        self.action = page.get_url(request) or ""
        self.content = content_of(page_context)
        self.filters = CloudFilters(request.GET, self.action, self.language, self.content)
        matching = enumerate(map(self.filters.matching, self.content.initiatives))
        found = [(number, seeds) for number, seeds in matching if seeds is not None]
        self.total = len(found)
        self._times = sum(len(seeds) for _number, seeds in found)
        # ``nsmallest`` keeps the order of titles among initiatives with as many replications.
        self._found = nsmallest(MOST_LISTED, found, key=lambda pair: -len(pair[1]))
        self.left_out = self.total - len(self._found)

    @cached_property
    def _hues(self) -> dict[TermLabel | None, int]:
        """``{TermLabel: number}``: the colours of the themes under which initiatives stand."""
        used = {*self.content.standing}
        terms = [term for key, term in self.filters.labels.items() if key in used]
        return {term: position % HUE_COUNT for position, term in enumerate(terms)}

    # What is shown of them is read here

    @cached_property
    def _most_seeds(self) -> int:
        """Replications of one initiative that are listed: as many as there is room for on the page."""
        counts = [len(seeds) for _number, seeds in self._found]
        return next(
            most
            for most in range(MOST_SEEDS, 0, -1)
            if most == 1 or sum(min(count, most) for count in counts) <= MOST_REPLICATIONS
        )

    @cached_property
    def _sheets(self) -> dict[int, Any]:
        """``{primary key: specific page}`` of the sheets that are shown, unless hidden since the cache was filled."""
        initiatives = self.content.initiatives
        pks = {initiatives[number].pk for number, _seeds in self._found}
        for _number, seeds in self._found:
            pks.update(initiatives[one.adapted].pk for one in seeds[: self._most_seeds] if one.adapted is not None)
        found: dict[int, Any] = {}
        for model in pages_with(SheetFields):
            found.update((page.pk, page) for page in seen(model.objects.filter(pk__in=pks), self.page_context.site))
        return found

    @cached_property
    def _rows(self) -> dict[int, dict[str, Any]]:
        """``{primary key: row}`` of the replications that are shown."""
        pks = [one.pk for _number, seeds in self._found for one in seeds[: self._most_seeds]]
        names = ("pk", "uuid", "name", "territory_id", "url", "mode", "year", "state")
        fields = {**dict(zip(names, names, strict=True)), "named_in": "language", **NAMES}
        found: dict[int, dict[str, Any]] = {}
        for row in read(Replication.objects.filter(live=True, pk__in=pks), fields):
            found.setdefault(row["pk"], {**row, "texts": []})["texts"].append(row)
        return found

    @cached_property
    def chains(self) -> dict[int, list[Territory]]:
        """``{territory id: [Territory]}`` from the root, of every territory that is shown."""
        ids = {sheet.territory_id for sheet in self._sheets.values()}
        ids.update(row["territory_id"] for row in self._rows.values())
        return Territory.objects.with_ancestors(ids)

    @cached_property
    def _shown(self) -> list[dict[str, Any]]:
        modes, states = dict(Mode.choices), dict(ReplicationState.choices)
        urls = {pk: sheet.get_url(self.request) or "" for pk, sheet in self._sheets.items()}
        entries = []
        for number, seeds in self._found:
            sheet = self._sheets.get(self.content.initiatives[number].pk)
            if sheet is None:
                continue
            listed = [seed for seed in seeds[: self._most_seeds] if self._may_be_named(seed)]
            chain = self.chains.get(sheet.territory_id, [])
            entries.append(
                {
                    "id": f"initiative-{sheet.translation_key}",
                    "key": sheet.translation_key,
                    "title": sheet.title,
                    "url": urls[sheet.pk],
                    "language": self.page_context.other_language(sheet.locale.language_code),
                    "chain": chain,
                    "place": short_place(chain, self.language),
                    "years": years(sheet.start_year, sheet.end_year, sheet.status),
                    "fictional": sheet.fictional,
                    "stands": self._theme_of(number),
                    "replications": [self._replication(seed, urls, modes, states) for seed in listed],
                    "more": len(seeds) - len(listed),
                    "lineage_url": f"{urls[sheet.pk]}?view=lineage",
                }
            )
        return entries

    def _theme_of(self, number: int) -> TermLabel | None:
        """The theme under which an initiative stands."""
        key = self.content.standing[number]
        return self.filters.labels.get(key) if key else None

    def _may_be_named(self, seed: Seed) -> bool:
        """Whether a replication and its sheet, if it has one, may still be seen."""
        sheet = None if seed.adapted is None else self.content.initiatives[seed.adapted].pk
        return seed.pk in self._rows and (sheet is None or sheet in self._sheets)

    def _replication(
        self, seed: Seed, urls: dict[int, str], modes: Mapping[str, Any], states: Mapping[str, Any]
    ) -> dict[str, Any]:
        row = self._rows[seed.pk]
        number = seed.adapted
        adapted = None if number is None else self._sheets.get(self.content.initiatives[number].pk)
        chain = self.chains.get(row["territory_id"] or getattr(adapted, "territory_id", None) or 0, [])
        place = short_place(chain, self.language)
        called, language = name_of(row["texts"], self.page_context)
        name = adapted.title if adapted else called
        if adapted:
            language = self.page_context.other_language(adapted.locale.language_code)
        if not name:
            name = _("An initiative (%(place)s)") % {"place": place} if place else _("An initiative without a name")
        mode, state = str(modes.get(row["mode"], "")), str(states.get(row["state"], ""))
        standing = None if number is None else self._theme_of(number)
        return {
            "id": f"replication-{row['uuid']}",
            "name": name,
            "url": urls[adapted.pk] if adapted else row["url"],
            "own": bool(adapted),
            "hue": self._hues.get(standing, HUE_COUNT) if adapted else None,
            "language": language,
            "place": place,
            "short": chain[-1].display_name(self.language) if chain else "",
            "mode": row["mode"],
            "state": row["state"],
            "details": " · ".join(filter(None, [place, str(row["year"] or ""), mode, state])),
        }

    # How it is shown

    @cached_property
    def clusters(self) -> list[dict[str, Any]]:
        """``[{label, id, url, hue, cells, initiatives, plants, more}]``, by theme in the alphabet's order.

        An initiative stands once, under one of its themes, or under the one that was chosen. ``plants``: what is in
        the picture; ``more``: how many initiatives of the theme are only in the list.
        """
        members = defaultdict(list)
        chosen = self.filters.theme
        for entry in self._shown:
            members[chosen or entry["stands"]].append(entry)
        terms = by_label(filter(None, members))
        most = MOST_DRAWN if len(members) > 1 else MOST_DRAWN_ALONE
        return [
            {
                "label": term.label if term else _("Without a theme"),
                "id": f"theme-{term.slug}" if term else "theme",
                "url": self.filters.url(theme=term.slug) if term and not chosen else "",
                "hue": self._hues.get(term, HUE_COUNT),
                "cells": _cells(members[term][:most]),
                "initiatives": members[term],
                "plants": [self._plant(entry) for entry in members[term][:most]],
                "more": max(0, len(members[term]) - most),
            }
            for term in [*terms, *([None] if None in members else [])]
        ]

    @property
    def directory_url(self) -> str:
        """The address of the site's directory with the same theme and territory; empty where there is none."""
        address = self.page_context.search_url
        kept = {name: value for name in ("theme", "territory") if (value := self.filters.values[name])}
        return f"{address}?{urlencode(kept)}" if address and kept else address

    @property
    def has_fictional(self) -> bool:
        return any(entry["fictional"] for entry in self._shown)

    @property
    def picture(self) -> list[dict[str, Any]]:
        """The clusters, the largest first: smaller ones fill the gaps between them."""
        return sorted(self.clusters, key=lambda cluster: (-cluster["cells"][0], -cluster["cells"][1]))

    @staticmethod
    def _plant(entry: dict[str, Any]) -> dict[str, Any]:
        """An initiative as :func:`essaimage_wagtail.drawing.plant` takes it; a seed leads to its line in the list."""
        replications = entry["replications"]
        places = list(dict.fromkeys(filter(None, (replication["short"] for replication in replications))))
        return {
            "entry": entry,
            "seeds": [
                {
                    "mode": replication["mode"],
                    "state": replication["state"],
                    "hue": replication["hue"],
                    "url": replication["url"] if replication["own"] else f"#{replication['id']}",
                    "title": "\n".join(filter(None, [replication["name"], replication["details"]])),
                }
                for replication in replications
            ],
            "turn": crc32(str(entry["key"]).encode()) / 2**32,
            "places": places[:MOST_PLACES],
            "more_places": max(0, len(places) - MOST_PLACES),
            "more": entry["more"],
        }

    @property
    def count_label(self) -> str:
        """“27 initiatives, 29 replications”, each word in the plural of its own number."""
        initiatives = ngettext("%(shown)s initiative", "%(shown)s initiatives", self.total) % {
            "shown": shown_number(self.total)
        }
        if not self._times:
            return initiatives
        replications = ngettext("%(shown)s replication", "%(shown)s replications", self._times) % {
            "shown": shown_number(self._times)
        }
        return two_counts(initiatives, replications)


def _cells(entries: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """How many cells wide and high the initiatives of a theme are together; no height where it takes all the width."""
    widths = [max(1, round(plant_width(len(entry["replications"])) / CELL_WIDTH)) for entry in entries]
    cells = sum(width**2 for width in widths)
    wide = 3 if cells in (3, 5, 6, 9) else min(MOST_CELLS_WIDE, cells)
    wide = max(wide, *widths)
    high = ceil(cells / wide)
    return (wide, high) if wide <= MOST_CELLS_WIDE and high < MOST_CELLS_WIDE else (MOST_CELLS_WIDE + 1, 0)
