"""All initiatives of a site and their replications: by theme, in one picture and in one list."""

from collections import Counter, defaultdict
from functools import cached_property
from math import ceil
from zlib import crc32

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from wagtail.coreutils import get_content_languages

from ..choices import Mode, ReplicationState
from ..drawing import MOST_SEEDS, plant_width
from ..models.keys import pages_with
from ..models.taxonomy import Theme
from ..models.territory import Territory
from ..search.text import fold
from ..templatetags.essaimage_tags import number
from .cards import terms_by_page
from .cloud_filters import CloudFilters
from .links import visible
from .page import language
from .sheet import short_place, years

MOST_DRAWN = 36
"""Initiatives of a theme in the picture of all themes; the list has them all."""
MOST_DRAWN_ALONE = 150
"""Initiatives in the picture of one theme."""
MOST_LISTED = 1000
"""Initiatives on one page; the filters lead to the rest."""
MOST_PLACES = 3
"""Territories of replications that are named beside an initiative."""
HUES = 10
"""Colours of themes; one more is for none."""
CELL = 150
"""Width, in pixels, of what an initiative takes in the picture."""
WIDEST = 4
"""How many cells a theme is wide at most, but for those that take the whole width."""


class CloudView(CloudFilters):
    """The ``cloud`` of a template's context.

    ``page``: a cloud; ``view``: its :class:`~.page.PageView`. Shows what anybody may see of the site around it: each
    sheet in the page's language, else in the first of the site's languages that has it. The number of queries does
    not depend on that of initiatives.
    """

    def __init__(self, page, request, view):
        self.request = request
        self.view = view
        self.language = view.language.code
        self.action = page.get_url(request) or ""
        self.read()
        matching = filter(None, map(self.matching, self._initiatives))
        self._shown = sorted(matching, key=lambda entry: (-len(entry["replications"]), fold(entry["title"].casefold())))
        self.total = len(self._shown)
        self.left_out = max(0, self.total - MOST_LISTED)

    # What there is

    @cached_property
    def _sheets(self):
        """``{translation key: specific page}`` of what anybody may see, each in the version that suits the reader."""
        from ..models import SheetMixin  # the models import the view models

        codes = [self.language, *get_content_languages()]
        rank = {code: position for position, code in reversed(list(enumerate(codes)))}
        sheets = {}
        for model in pages_with(SheetMixin):
            rows = (
                visible(model.objects.all(), self.view)
                .order_by()
                .values_list("translation_key", "pk", "locale__language_code")
            )
            best = {}
            for key, pk, _code in sorted(rows, key=lambda row: (rank.get(row[2], len(codes)), row[1])):
                best.setdefault(key, pk)
            for sheet in model.objects.filter(pk__in=best.values()).select_related("locale").defer_streamfields():
                sheets[sheet.translation_key] = sheet
        return sheets

    @cached_property
    def labels(self):
        """``{row's pk: TermLabel}`` of all themes."""
        return Theme.objects.all().labels(self.language)

    @cached_property
    def _themes(self):
        """``{page id: [TermLabel]}`` in the order in which the vocabulary was made."""
        order = {term: position for position, term in reversed(list(enumerate(self.labels.values())))}
        chosen = terms_by_page(self._sheets.values(), "themes")
        return {
            page: sorted({self.labels[pk] for pk in pks if pk in self.labels}, key=order.get)
            for page, pks in chosen.items()
        }

    @cached_property
    def _standing(self):
        """``{page id: TermLabel}``: under which theme an initiative stands, whatever the filters.

        That is its first one, or the next under which it is not alone.
        """
        firsts = Counter(terms[0] for terms in self._themes.values() if terms)
        alone = Counter(
            term for terms in self._themes.values() if not any(firsts[term] > 1 for term in terms) for term in terms
        )
        return {
            page: next((term for counts in (firsts, alone) for term in terms if counts[term] > 1), terms[0])
            for page, terms in self._themes.items()
            if terms
        }

    @cached_property
    def _hues(self):
        """``{TermLabel: number}``: the colours of the themes under which initiatives stand."""
        used = set(self._standing.values())
        terms = [term for term in dict.fromkeys(self.labels.values()) if term in used]
        return {term: position % HUES for position, term in enumerate(terms)}

    @cached_property
    def _rows(self):
        """Live replications between what can be seen, by origin, the oldest first and those of no year last."""
        from ..models import Replication

        rows = defaultdict(list)
        fields = ("uuid", "origin_key", "adapted_key", "name", "territory_id", "url", "mode", "year", "state")
        ends = {*self._sheets, None}
        for row in Replication.objects.filter(live=True).order_by("pk").values(*fields):
            if {row["origin_key"], row["adapted_key"]} <= ends and row["origin_key"] != row["adapted_key"]:
                rows[row["origin_key"]].append(row)
        return {key: sorted(found, key=lambda row: row["year"] or 9999) for key, found in rows.items()}

    @cached_property
    def chains(self):
        """``{territory id: [Territory]}`` from the root, of every territory that is named."""
        ids = {getattr(sheet, "territory_id", None) for sheet in self._sheets.values()}
        ids.update(row["territory_id"] for rows in self._rows.values() for row in rows)
        return Territory.objects.with_ancestors(ids)

    @cached_property
    def _initiatives(self):
        modes, states = dict(Mode.choices), dict(ReplicationState.choices)
        urls = {key: sheet.get_url(self.request) or "" for key, sheet in self._sheets.items()}
        return [
            {
                "id": f"initiative-{key}",
                "key": key,
                "title": sheet.title,
                "url": urls[key],
                "language": self._other_language(sheet),
                "chain": self.chains.get(sheet.territory_id, []),
                "place": short_place(self.chains.get(sheet.territory_id, []), self.language),
                "years": years(sheet.start_year, sheet.end_year, sheet.status),
                "fictional": sheet.fictional,
                "themes": self._themes.get(sheet.pk, []),
                "stands": self._standing.get(sheet.pk),
                "replications": [self._replication(row, urls, modes, states) for row in self._rows.get(key, [])],
            }
            for key, sheet in self._sheets.items()
        ]

    def _other_language(self, sheet):
        code = sheet.locale.language_code
        return None if code == self.language else language(code)

    def _replication(self, row, urls, modes, states):
        adapted = self._sheets.get(row["adapted_key"])
        chain = self.chains.get(row["territory_id"] or (adapted and adapted.territory_id), [])
        place = short_place(chain, self.language)
        name = adapted.title if adapted else row["name"]
        if not name:
            name = _("An initiative in %(place)s") % {"place": place} if place else _("An initiative without a name")
        mode, state = modes.get(row["mode"], ""), states.get(row["state"], "")
        details = [place, str(row["year"] or ""), mode, state]
        return {
            "id": f"replication-{row['uuid']}",
            "name": name,
            "url": urls[row["adapted_key"]] if adapted else row["url"],
            "own": bool(adapted),
            "hue": self._hues.get(self._standing.get(adapted.pk), HUES) if adapted else None,
            "language": self._other_language(adapted) if adapted else None,
            "chain": chain,
            "place": place,
            "short": chain[-1].display_name(self.language) if chain else "",
            "mode": row["mode"],
            "mode_label": mode,
            "state": row["state"],
            "state_label": state,
            "year": row["year"],
            "details": " · ".join(map(str, filter(None, details))),
        }

    # What is shown

    @cached_property
    def clusters(self):
        """``[{label, id, url, hue, cells, initiatives, plants, more}]``, by theme in the alphabet's order.

        An initiative stands once, under one of its themes, or under the one that was chosen. ``plants``: what is in
        the picture; ``more``: how many initiatives of the theme are only in the list.
        """
        members = defaultdict(list)
        chosen = next((term for term in self.labels.values() if term.slug == self.values["theme"]), None)
        for entry in self._shown[:MOST_LISTED]:
            members[chosen or entry["stands"]].append(entry)
        terms = sorted(filter(None, members), key=lambda term: fold(term.label.casefold()))
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
            "more": max(0, len(replications) - MOST_SEEDS),
        }

    @property
    def count_label(self):
        """“27 initiatives, taken up 29 times”."""
        times = sum(len(entry["replications"]) for entry in self._shown)
        initiatives = ngettext("%(shown)s initiative", "%(shown)s initiatives", self.total) % {
            "shown": number(self.total)
        }
        if not times:
            return initiatives
        taken_up = ngettext("taken up %(shown)s time", "taken up %(shown)s times", times) % {"shown": number(times)}
        return pgettext("two counts", "%(initiatives)s, %(taken_up)s") % {
            "initiatives": initiatives,
            "taken_up": taken_up,
        }


def _cells(entries):
    """How many cells wide and high the initiatives of a theme are together; no height where it takes all the width."""
    widths = [max(1, round(plant_width(len(entry["replications"])) / CELL)) for entry in entries]
    cells = sum(width**2 for width in widths)
    wide = 3 if cells in (3, 5, 6, 9) else min(WIDEST, cells)
    wide = max(wide, *widths)
    high = ceil(cells / wide)
    return (wide, high) if wide <= WIDEST and high < WIDEST else (WIDEST + 1, 0)
