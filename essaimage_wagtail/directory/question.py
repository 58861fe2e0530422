"""What the address of a search asks for. Any address can be answered: what is not understood is left out, and
``mistakes`` say what is wrong, in words that fit a refusal as well."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..facets import facets_in
from ..facets.declared import SITE
from ..facets.territories import MAX_CODE
from ..models.territory import Territory
from ..search import SearchQuery
from ..search.analysis.analyzer import get_analyzer
from ..search.query.parser import MAX_TEXT, parse
from ..search.types import Point, Range
from .kinds import OFFERS
from .surroundings import ALL, NETWORK, Surroundings

MOST_CHOSEN = 20
"""Values of one facet: every link on the page holds them all."""
MAX_PAGE = 10_000
MAX_YEAR = 9999
MAX_RADIUS = 20_040
"""Kilometres from anywhere to its antipode."""
SORTS = ("relevance", "date", "title", "distance")
LAYOUTS = ("list", "map")
NOWHERE = "none"
"""The value of ``box`` that asks for results without a point."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_DECIMAL = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,15})?")


class _DecimalField(forms.FloatField):
    """Digits with a decimal point: Python would take other texts for numbers too, such as ``1e3``."""

    def to_python(self, value: Any) -> Any:
        if value and not _DECIMAL.fullmatch(value.strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class _BoxField(forms.CharField):
    """``west,south,east,north``, as in GeoJSON, or :data:`NOWHERE`."""

    def to_python(self, value: Any) -> Any:
        asked: str = super().to_python(value) or ""
        if asked in ("", NOWHERE):
            return asked
        degrees = asked.split(",")
        if len(degrees) != 4 or not all(map(_DECIMAL.fullmatch, degrees)):
            raise forms.ValidationError(_("This is no part of a map."), code="invalid")
        west, south, east, north = (round(float(degree), 4) for degree in degrees)
        if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
            raise forms.ValidationError(_("This is no part of a map."), code="invalid")
        return west, south, east, north


class Parameters(forms.Form):
    """The parameters that have one value, besides ``q``: :attr:`understood` has those that can be made use of."""

    year_from = forms.IntegerField(required=False, min_value=1, max_value=MAX_YEAR)
    year_to = forms.IntegerField(required=False, min_value=1, max_value=MAX_YEAR)
    near = forms.CharField(required=False)
    lat = _DecimalField(required=False, min_value=-90, max_value=90)
    lon = _DecimalField(required=False, min_value=-180, max_value=180)
    radius = _DecimalField(required=False, min_value=0.001, max_value=MAX_RADIUS)
    box = _BoxField(required=False)
    sort = forms.ChoiceField(required=False, choices=[(sort, sort) for sort in SORTS])
    view = forms.ChoiceField(required=False, choices=[(layout, layout) for layout in LAYOUTS])
    network = forms.ChoiceField(required=False, choices=[(ALL, ALL)])
    page = forms.IntegerField(required=False, min_value=1)

    @cached_property
    def understood(self) -> dict[str, Any]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def asked(self, name: str) -> str:
        """A parameter as it stands in the address."""
        return self.data.get(name, "").strip()


SINGLE = ("q", "verbatim", "language", "limit", *Parameters.base_fields)
"""Parameters that have one value; of several the last counts."""


@dataclass(frozen=True, slots=True)
class Place:
    """What to be near to: a ``territory``, or a point that has no name. ``params`` say it in an address."""

    point: Point
    params: dict[str, str]
    territory: Territory | None = None


class Question:
    """``sort``: instead of the address's.

    ``text``; ``verbatim``: whether no word of it is to be put right; ``facets``: those that the directory offers;
    ``values``: what is chosen, by facet's name; ``years``: from and to; ``place``; ``radius`` (kilometres); ``box``:
    a :data:`~essaimage_wagtail.search.types.Box`, or :data:`NOWHERE`; ``sort``;
    ``layout``; ``is_wide``: whether the other sites of a network are searched too; ``page``; ``mistakes``.
    """

    def __init__(self, around: Surroundings, sort: str | None = None) -> None:
        self.lists = around.lists
        self._scope = around.scope
        self._lookup = around.lookup
        self._params = params = around.params
        self._form = Parameters(params)
        self.mistakes = [
            _("“%(name)s” can have one value only.") % {"name": name}
            for name in SINGLE
            if len({*filter(None, params.getlist(name))}) > 1
        ]
        self.text = self._read_text()
        # ``verbatim`` names the words that it is about; the form may send it with others, where it means nothing.
        self.verbatim = bool(self.text) and self._words_of("verbatim") == self.text
        self.is_wide = around.is_wide
        if around.sites:
            self._read(NETWORK, _not_a_value())
        self.facets = (*facets_in(self.lists), *((SITE,) if self.is_wide else ()))
        self.values = {facet.name: self._read_facet(facet) for facet in self.facets}
        self.years = self._read_years() if self.has_places else (None, None)
        self.place = self._read_place() if self.has_places else None
        self.radius = self._read("radius", _("“%(asked)s” is not a distance in kilometres.")) if self.place else None
        self.box = self._read("box", _("“%(asked)s” is no part of a map.")) if self.has_places else None
        self.sort = sort or self._read_sort()
        self.layout = self._read("view", _not_a_value(), "list") if self.has_places else "list"
        self.page = min(self._read("page", _("“%(asked)s” is not the number of a page."), 1), MAX_PAGE)

    @property
    def has_places(self) -> bool:
        """Whether what is listed has years and points."""
        return self.lists in (DirectoryContent.EVERYTHING, DirectoryContent.SHEETS)

    @property
    def default_sort(self) -> str:
        return "distance" if self.place and not self.text else "relevance"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or any(self.values.values()) or any(self.years) or self.place or self.box)

    @cached_property
    def is_by_usage(self) -> bool:
        """Whether commons stand by usage: they do while a visitor asks for nothing, as people look for them so."""
        is_plain = self.sort == "relevance" and not self.is_narrowed and not self.is_wide
        return self.lists == DirectoryContent.COMMONS and is_plain

    @cached_property
    def notices(self) -> list[str]:
        """The mistakes, and whether there is no word in the text."""
        if parse(self.text, get_analyzer(self._lookup.language)).says_nothing:
            return [*self.mistakes, _("There is no word in “%(text)s”.") % {"text": self.text}]
        return self.mistakes

    # Asking the engine

    @cached_property
    def types(self) -> list[str]:
        """The types of pages that results may be of."""
        return self.types_of(self.values.get("type", ()), self.text)

    def types_of(self, names: Iterable[str], text: str) -> list[str]:
        """The types of some kinds, else of all that the directory lists; offers are found by their words. Other sites
        know the kinds alone."""
        kinds = self._lookup.kinds
        names = list(names) or [name for name in kinds if text or name != OFFERS]
        return sorted(names) if self.is_wide else sorted({label for name in names for label in kinds[name].types})

    def query(self, **kwargs: Any) -> SearchQuery:
        """What to ask the engine; ``kwargs`` as of :class:`~essaimage_wagtail.search.SearchQuery`."""
        filters = {
            facet.name: (facet.codes if self.is_wide else facet.keys)(self.values[facet.name], self._lookup)
            for facet in self.facets
            if self.values[facet.name]
        }
        ranges: dict[str, Range] = {"year": self.years} if any(self.years) else {}
        return SearchQuery(
            text=self.text,
            correct=not self.verbatim,
            language=self._lookup.language,
            filters={**filters, "type": self.types},
            scope=self._scope,
            near=self.place.point if self.place else None,
            radius=self.radius,
            box=self.box if self.box != NOWHERE else None,
            unplaced=self.box == NOWHERE,
            ranges=ranges,
            network=self.is_wide,
            **{"sort": self.sort, **kwargs},
        )

    def everything(self, text: str = "", facets: Sequence[str] = (), kinds: Iterable[str] = ()) -> SearchQuery:
        """What to ask the engine of all that the directory lists, to count it."""
        types = self.types_of(kinds, text)
        return SearchQuery(
            text,
            self._lookup.language,
            {"type": types},
            facets=facets,
            limit=0,
            scope=self._scope,
            network=self.is_wide,
        )

    # Reading the address

    def _words_of(self, name: str) -> str:
        return " ".join(_UNPRINTABLE.sub(" ", self._params.get(name, "")).split())

    def _read_text(self) -> str:
        text = self._words_of("q")
        if len(text) > MAX_TEXT:
            self.mistakes.append(_("A search has %(count)d characters at most.") % {"count": MAX_TEXT})
        return text[:MAX_TEXT].strip()

    def _read_facet(self, facet: Any) -> list[str]:
        """The values that exist, in the order given."""
        asked = list(dict.fromkeys(filter(None, self._params.getlist(facet.name))))
        found = facet.existing(asked, self._lookup) if asked else []
        if len(found) < len(asked):
            self.mistakes.append(_("A choice under “%(facet)s” does not exist (any more).") % {"facet": facet.label})
        if facet.exclusive and len(found) > 1:
            found = found[:1]
            self.mistakes.append(_("Only one choice can be made under “%(facet)s”.") % {"facet": facet.label})
        if len(found) > MOST_CHOSEN:
            found = found[:MOST_CHOSEN]
            self.mistakes.append(
                _("At most %(most)d choices can be made under “%(facet)s”.")
                % {"most": MOST_CHOSEN, "facet": facet.label}
            )
        return facet.narrowest(found, self._lookup)

    def _read(self, name: str, mistake: str, default: Any = None) -> Any:
        """A parameter, or the default; ``mistake``: what to say of one that is not understood."""
        value = self._form.understood.get(name)
        if value is None and (asked := self._form.asked(name)):
            self.mistakes.append(mistake % {"asked": asked[:20], "name": name})
        return default if value is None else value

    def _read_years(self) -> tuple[int | None, int | None]:
        """From and to, in this order."""
        start, end = (self._read(name, _("“%(asked)s” is not a year.")) for name in ("year_from", "year_to"))
        return (end, start) if start and end and start > end else (start, end)

    def _read_place(self) -> Place | None:
        if name := self._form.asked("near"):
            found = self._lookup.territories([name]).get(name) or Territory.objects.with_postcode(name).first()
            if found and found.point:
                return Place(found.point, {"near": found.identifier}, found)
            self.mistakes.append(_("It is not known where “%(asked)s” is.") % {"asked": name[:MAX_CODE]})
            return None
        if not any(map(self._form.asked, ("lat", "lon", "radius"))) and self._form.asked("sort") != "distance":
            return None
        degrees = [round(self._form.understood[name], 4) for name in ("lat", "lon") if name in self._form.understood]
        if len(degrees) < 2:
            self.mistakes.append(_("The address names no point on Earth."))
            return None
        latitude, longitude = degrees
        return Place((latitude, longitude), {"lat": f"{latitude:g}", "lon": f"{longitude:g}"})

    def _read_sort(self) -> str:
        sort = self._read("sort", _not_a_value(), self.default_sort)
        if sort != "distance" or self.place:
            return sort
        if not self.has_places:
            self.mistakes.append(_not_a_value() % {"asked": sort, "name": "sort"})
        # Where places are read, :meth:`_read_place` has said already that there is none.
        return self.default_sort


def _not_a_value() -> str:
    return _("“%(asked)s” is not one of the values of “%(name)s”.")
