"""What the address of a search asks for. Whatever it holds can be answered: what is not understood is left out, and
``notices`` say what is wrong, in words that fit a refusal as well."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages

from ..choices import DirectoryContent
from ..models.territory import Territory
from ..search import SearchQuery
from ..search.indexing.documents import SEVERAL
from ..search.query.parser import MAX_TEXT
from ..search.types import Point
from .facets import CHOICES, EXCLUSIVE, MAX_CODE, VOCABULARIES, innermost, may_name_a_territory, territories_named
from .kinds import FACETS, LISTED, kinds, own_facets

SINGLE = (
    "q",
    "verbatim",
    "year_from",
    "year_to",
    "near",
    "lat",
    "lon",
    "radius",
    "sort",
    "page",
    "view",
    "language",
    "limit",
)
"""Parameters that have one value; of several the last counts."""
MOST_CHOSEN = 20
"""Values of one facet: every link on the page holds them all."""
MAX_PAGE = 10_000
MAX_RADIUS = 20_040
"""Kilometres from anywhere to its antipode."""
RADII = (5, 10, 25, 50, 100, 250)
"""Kilometres to choose from; an address may have others."""
SORTS = ("relevance", "date", "title", "distance")
VIEWS = ("list", "map")

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
_KILOMETRES = re.compile(r"[0-9]{1,5}(\.[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Place:
    """What to be near to: a ``territory``, or a point that has no name. ``params`` say it in an address."""

    point: Point
    params: dict
    territory: Territory | None = None


class AskedContext:
    """The part of :class:`~.directory.DirectoryContext` that reads the address.

    Sets ``text``, ``verbatim`` (whether no word of it is to be put right), ``values`` (what is chosen, by facet),
    ``years``, ``place``, ``radius``, ``sort`` and ``layout``.
    """

    def read(self):
        self.notices = [
            _("“%(name)s” can have one value only.") % {"name": name}
            for name in SINGLE
            if len({*filter(None, self.request.GET.getlist(name))}) > 1
        ]
        self.text = self._read_text()
        # The address says for which words: with others, which the form may send, it means nothing.
        self.verbatim = bool(self.text) and self._words_of("verbatim") == self.text
        self.values = self._read_facets()
        self.years = self._read_years() if self.has_places else (None, None)
        self.place = self._read_place() if self.has_places else None
        self.radius = self._read_radius() if self.place else None
        sorts = SORTS if self.has_places else [sort for sort in SORTS if sort != "distance"]
        self.sort = self._read_one_of("sort", sorts, self.default_sort)
        if self.sort == "distance" and not self.place:
            # That there is no place was said already.
            self.sort = self.default_sort
        self.layout = self._read_one_of("view", VIEWS, "list") if self.has_places else "list"
        self.asked_page = self._read_page()

    @cached_property
    def facet_names(self):
        own = own_facets() if self.lists == DirectoryContent.EVERYTHING else ()
        return (*FACETS[self.lists], *own)

    @property
    def has_places(self):
        """Whether what is listed has years and points."""
        return self.lists in (DirectoryContent.EVERYTHING, DirectoryContent.SHEETS)

    @property
    def default_sort(self):
        return "distance" if self.place and not self.text else "relevance"

    @property
    def is_narrowed(self):
        return bool(self.text or any(self.values.values()) or any(self.years) or self.place)

    @cached_property
    def listed(self):
        """The kinds that this directory lists."""
        found = kinds()
        return {name: kind for name, kind in found.items() if name in LISTED.get(self.lists, found)}

    def _words_of(self, name):
        return " ".join(_UNPRINTABLE.sub(" ", self.request.GET.get(name, "")).split())

    def _read_text(self):
        text = self._words_of("q")
        if len(text) > MAX_TEXT:
            self.notices.append(_("A search has %(count)d characters at most.") % {"count": MAX_TEXT})
        return text[:MAX_TEXT].strip()

    def _read_facets(self):
        """``{facet: [values as in the address]}``, those that exist, in the order given."""
        values = {}
        for facet in self.facet_names:
            asked = list(dict.fromkeys(value for value in self.request.GET.getlist(facet) if value))
            if facet == "type":
                asked = [value.lower() for value in asked]  # as in SEARCH_PAGES: blog.BlogPage
            known = list(filter(self._knows(facet), asked)) if asked else []
            if len(known) < len(asked):
                self.say_left_out(facet)
            if facet in EXCLUSIVE and len(known) > 1:
                known = known[:1]
                self.notices.append(
                    _("Only one choice can be made under “%(facet)s”.") % {"facet": self._facet_label(facet)}
                )
            if len(known) > MOST_CHOSEN:
                known = known[:MOST_CHOSEN]
                self.notices.append(
                    _("At most %(most)d choices can be made under “%(facet)s”.")
                    % {"most": MOST_CHOSEN, "facet": self._facet_label(facet)}
                )
            values[facet] = innermost(known) if facet == "territory" else known
        return values

    def _knows(self, facet):
        """A function that tells whether a value of a facet exists."""
        if facet == "territory":
            # Whether it exists is seen with the answer, which names most of them anyway.
            return may_name_a_territory
        if facet in CHOICES:
            known = CHOICES[facet].values
        elif facet in VOCABULARIES:
            known = self._keys(facet)
        elif facet == "type":
            known = self.listed
        elif facet == "languages":
            known = {SEVERAL, *get_content_languages()}
        else:  # of the site's own: whatever documents have
            query = SearchQuery("", self.language, facets=[facet], limit=0, scope=self.scope)
            known = self.engine.search(query).facets[facet]
        return known.__contains__

    def say_left_out(self, facet):
        self.notices.append(
            _("A choice under “%(facet)s” does not exist (any more).") % {"facet": self._facet_label(facet)}
        )

    def _read_years(self):
        """From and to, in this order."""
        years = []
        for name in ("year_from", "year_to"):
            asked = self.request.GET.get(name, "").strip()
            known = asked.isdecimal() and len(asked) <= 4 and int(asked) > 0
            if asked and not known:
                self.notices.append(_("“%(asked)s” is not a year.") % {"asked": asked[:20]})
            years.append(int(asked) if known else None)
        return (years[1], years[0]) if None not in years and years[0] > years[1] else tuple(years)

    def _read_place(self):
        name = self.request.GET.get("near", "").strip()
        if name:
            found = territories_named([name]).first() if may_name_a_territory(name) else None
            if found is None:
                found = Territory.objects.with_postcode(name).first()
            if found and found.point:
                return Place(found.point, {"near": found.identifier}, found)
            self.notices.append(_("It is not known where “%(asked)s” is.") % {"asked": name[:MAX_CODE]})
            return None
        asked = [self.request.GET.get(name, "").strip() for name in ("lat", "lon")]
        measures = self.request.GET.get("radius", "").strip() or self.request.GET.get("sort") == "distance"
        if not any(asked) and not measures:
            return None
        if all(map(_DEGREES.fullmatch, asked)):
            latitude, longitude = (round(float(degrees), 4) for degrees in asked)
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return Place((latitude, longitude), {"lat": f"{latitude:g}", "lon": f"{longitude:g}"})
        self.notices.append(_("The address names no point on Earth."))
        return None

    def _read_radius(self):
        asked = self.request.GET.get("radius", "").strip()
        if not asked:
            return None
        kilometres = float(asked) if _KILOMETRES.fullmatch(asked) else 0
        if 0 < kilometres <= MAX_RADIUS:
            return kilometres
        self.notices.append(_("“%(asked)s” is not a distance in kilometres.") % {"asked": asked[:20]})
        return None

    def _read_one_of(self, name, known, default):
        asked = self.request.GET.get(name) or default
        if asked in known:
            return asked
        self.notices.append(
            _("“%(asked)s” is not one of the values of “%(name)s”.") % {"asked": asked[:20], "name": name}
        )
        return default

    def _read_page(self):
        """The number of the page asked for, 1 if it is none."""
        asked = self.request.GET.get("page") or "1"
        number = int(asked) if asked.isdecimal() and len(asked) <= 20 else 0
        if not number:
            self.notices.append(_("“%(asked)s” is not the number of a page.") % {"asked": asked[:20]})
        return min(max(1, number), MAX_PAGE)
