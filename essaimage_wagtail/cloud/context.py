"""All initiatives of a site and their replications: by theme, in one picture and in one list."""

from collections import defaultdict
from functools import cached_property
from heapq import nsmallest
from math import ceil
from zlib import crc32

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..choices import Mode, ReplicationState
from ..contexts.page import language
from ..contexts.sheet import short_place, years
from ..drawing import MOST_SEEDS, plant_width
from ..formatting import number as shown_number
from ..formatting import two_counts
from ..models import Replication, SheetFields
from ..models.keys import pages_with
from ..models.territory import Territory
from ..search.analysis.text import sort_key
from .content import content_of, seen
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
HUES = 10
"""Colours of themes; one more is for none."""
CELL = 150
"""Width, in pixels, of what an initiative takes in the picture."""
WIDEST = 4
"""How many cells a theme is wide at most, but for those that take the whole width."""


class CloudContext(CloudFilters):
    """The ``cloud`` of a template's context.

    ``page``: a cloud; ``view``: its :class:`~.page.PageContext`. Shows what anybody may see of the site around it: each
    sheet in the page's language, else in the first of the site's languages that has it. All are filtered and counted
    in what :mod:`.cloud_content` keeps; what is shown of them, a page full, is read at each request. The number of
    queries does not depend on that of initiatives.
    """

    def __init__(self, page, request, view):
        self.request = request
        self.view = view
        self.language = view.language.code
        self.action = page.get_url(request) or ""
        self.content = content_of(view)
        self.read()
        found = [(one, self.matching(one)) for one in self.content.initiatives]
        found = [(number, seeds) for number, (_one, seeds) in enumerate(found) if seeds is not None]
        self.total = len(found)
        self._times = sum(len(seeds) for _number, seeds in found)
        # They are in the order of titles.
        self._found = nsmallest(MOST_LISTED, found, key=lambda pair: -len(pair[1]))
        self.left_out = self.total - len(self._found)

    @cached_property
    def _hues(self):
        """``{TermLabel: number}``: the colours of the themes under which initiatives stand."""
        used = {*self.content.standing}
        terms = [term for key, term in self.labels.items() if key in used]
        return {term: position % HUES for position, term in enumerate(terms)}

    # What is shown of them is read here

    @cached_property
    def _most_seeds(self):
        """Replications of one initiative that are listed: as many as there is room for on the page."""
        counts = [len(seeds) for _number, seeds in self._found]
        return next(
            most
            for most in range(MOST_SEEDS, 0, -1)
            if most == 1 or sum(min(count, most) for count in counts) <= MOST_REPLICATIONS
        )

    @cached_property
    def _sheets(self):
        """``{primary key: specific page}`` of what is shown, and may still be seen."""
        initiatives = self.content.initiatives
        pks = {initiatives[number].pk for number, _seeds in self._found}
        for _number, seeds in self._found:
            pks.update(initiatives[one.adapted].pk for one in seeds[: self._most_seeds] if one.adapted is not None)
        found = {}
        for model in pages_with(SheetFields):
            found.update((page.pk, page) for page in seen(model.objects.filter(pk__in=pks), self.view.site))
        return found

    @cached_property
    def _rows(self):
        """``{primary key: row}`` of the replications that are shown."""
        pks = [one.pk for _number, seeds in self._found for one in seeds[: self._most_seeds]]
        fields = ("pk", "uuid", "name", "territory_id", "url", "mode", "year", "state")
        return {row["pk"]: row for row in Replication.objects.filter(live=True, pk__in=pks).values(*fields)}

    @cached_property
    def chains(self):
        """``{territory id: [Territory]}`` from the root, of every territory that is shown."""
        ids = {sheet.territory_id for sheet in self._sheets.values()}
        ids.update(row["territory_id"] for row in self._rows.values())
        return Territory.objects.with_ancestors(ids)

    @cached_property
    def _shown(self):
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
                    "language": self._other_language(sheet),
                    "chain": chain,
                    "place": short_place(chain, self.language),
                    "years": years(sheet.start_year, sheet.end_year, sheet.status),
                    "fictional": sheet.fictional,
                    "stands": self.labels.get(self.content.standing[number]),
                    "replications": [self._replication(seed, urls, modes, states) for seed in listed],
                    "more": len(seeds) - len(listed),
                    "lineage_url": f"{urls[sheet.pk]}?view=lineage",
                }
            )
        return entries

    def _may_be_named(self, seed):
        """Whether a replication and its sheet, if it has one, may still be seen."""
        sheet = None if seed.adapted is None else self.content.initiatives[seed.adapted].pk
        return seed.pk in self._rows and (sheet is None or sheet in self._sheets)

    def _other_language(self, sheet):
        code = sheet.locale.language_code
        return None if code == self.language else language(code)

    def _replication(self, seed, urls, modes, states):
        row = self._rows[seed.pk]
        number = seed.adapted
        adapted = None if number is None else self._sheets.get(self.content.initiatives[number].pk)
        chain = self.chains.get(row["territory_id"] or (adapted and adapted.territory_id), [])
        place = short_place(chain, self.language)
        name = adapted.title if adapted else row["name"]
        if not name:
            name = _("An initiative (%(place)s)") % {"place": place} if place else _("An initiative without a name")
        mode, state = str(modes.get(row["mode"], "")), str(states.get(row["state"], ""))
        standing = self.labels.get(self.content.standing[number]) if adapted else None
        return {
            "id": f"replication-{row['uuid']}",
            "name": name,
            "url": urls[adapted.pk] if adapted else row["url"],
            "own": bool(adapted),
            "hue": self._hues.get(standing, HUES) if adapted else None,
            "language": self._other_language(adapted) if adapted else None,
            "place": place,
            "short": chain[-1].display_name(self.language) if chain else "",
            "mode": row["mode"],
            "state": row["state"],
            "details": " · ".join(filter(None, [place, str(row["year"] or ""), mode, state])),
        }

    # How it is shown

    @cached_property
    def clusters(self):
        """``[{label, id, url, hue, cells, initiatives, plants, more}]``, by theme in the alphabet's order.

        An initiative stands once, under one of its themes, or under the one that was chosen. ``plants``: what is in
        the picture; ``more``: how many initiatives of the theme are only in the list.
        """
        members = defaultdict(list)
        chosen = self.theme
        for entry in self._shown:
            members[chosen or entry["stands"]].append(entry)
        terms = sorted(filter(None, members), key=lambda term: sort_key(term.label))
        most = MOST_DRAWN if len(members) > 1 else MOST_DRAWN_ALONE
        return [
            {
                "label": term.label if term else _("Without a theme"),
                "id": f"theme-{term.slug}" if term else "theme",
                "url": self.url(theme=term.slug) if term and not chosen else "",
                "hue": self._hues.get(term, HUES),
                "cells": _cells(members[term][:most]),
                "initiatives": members[term],
                "plants": [self._plant(entry) for entry in members[term][:most]],
                "more": max(0, len(members[term]) - most),
            }
            for term in [*terms, *([None] if None in members else [])]
        ]

    @property
    def directory_url(self):
        """The site's directory, of the same theme and territory; nothing where there is none."""
        address = self.view.search_url
        kept = {name: self.values[name] for name in ("theme", "territory") if self.values[name]}
        return f"{address}?{urlencode(kept)}" if address and kept else address

    @property
    def has_fictional(self):
        return any(entry["fictional"] for entry in self._shown)

    @property
    def picture(self):
        """The clusters, the largest first: those that follow fill what they leave free."""
        return sorted(self.clusters, key=lambda cluster: (-cluster["cells"][0], -cluster["cells"][1]))

    @staticmethod
    def _plant(entry):
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
    def count_label(self):
        """“27 initiatives, 29 replications”: two counts of which neither word follows the other's number."""
        initiatives = ngettext("%(shown)s initiative", "%(shown)s initiatives", self.total) % {
            "shown": shown_number(self.total)
        }
        if not self._times:
            return initiatives
        replications = ngettext("%(shown)s replication", "%(shown)s replications", self._times) % {
            "shown": shown_number(self._times)
        }
        return two_counts(initiatives, replications)


def _cells(entries):
    """How many cells wide and high the initiatives of a theme are together; no height where it takes all the width."""
    widths = [max(1, round(plant_width(len(entry["replications"])) / CELL)) for entry in entries]
    cells = sum(width**2 for width in widths)
    wide = 3 if cells in (3, 5, 6, 9) else min(WIDEST, cells)
    wide = max(wide, *widths)
    high = ceil(cells / wide)
    return (wide, high) if wide <= WIDEST and high < WIDEST else (WIDEST + 1, 0)
