"""Where a search leads: the same search with something changed."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..choices import DirectoryContent
from ..facets import Facet, Option
from .question import Question
from .surroundings import ALL, NETWORK

ANY_PLACE = {"near": "", "lat": "", "lon": "", "radius": ""}
"""Changes of an address that take the place out of it."""
ANY_AREA = {"box": ""}
"""Changes of an address that take the part of a map out of it."""
ANY_YEAR = {"year_from": "", "year_to": ""}
"""Changes of an address that take the years out of it."""


class Addresses:
    """``action``: the address without parameters; ``carried``: parameters that every address of this search has
    besides."""

    def __init__(self, question: Question, action: str, carried: Mapping[str, str]) -> None:
        self.question = question
        self.action = action
        self.carried = carried

    @cached_property
    def _params(self) -> dict[str, Any]:
        asked = self.question
        return {
            **self.carried,
            "q": asked.text,
            "verbatim": asked.text if asked.verbatim else "",
            **asked.values,
            "year_from": str(asked.years[0] or ""),
            "year_to": str(asked.years[1] or ""),
            **(asked.place.params if asked.place else {}),
            "radius": f"{asked.radius:g}" if asked.radius else "",
            "box": written_box(asked.box),
            "sort": "" if asked.sort == asked.default_sort else asked.sort,
            "view": "" if asked.layout == "list" else asked.layout,
            NETWORK: ALL if asked.is_wide else "",
        }

    def url(self, **changes: Any) -> str:
        """This search's address with some parameters changed, on the page of a number (the first by default); always in
        the same order, so that it can be shared and cached."""
        page = changes.pop("page", 1)
        if "q" in changes:
            changes = {"verbatim": "", **changes}
        return self._address({**self._params, **changes, "page": str(page) if page > 1 else ""})

    def with_option(self, facet: Facet, option: Option) -> str:
        """This search's address with a value of a facet, or without the value where it is chosen already."""
        chosen = self.question.values[facet.name]
        if option.value in chosen:
            return self.without(facet, option.value)
        kept = [] if facet.exclusive else [value for value in chosen if value not in option.replaces]
        return self.url(**{facet.name: [*kept, option.value]})

    def without(self, facet: Facet, value: str) -> str:
        return self.url(**{facet.name: [other for other in self.question.values[facet.name] if other != value]})

    def url_from(self, address: str, **changes: Any) -> str:
        """This search in another language's directory, whose ``address`` may have parameters of its own."""
        address, _mark, own = address.partition("?")
        params = QueryDict(self.url(**changes).partition("?")[2], mutable=True)
        for name, values in QueryDict(own).lists():
            params.setlist(name, values[-1:])
        return f"{address}?{params.urlencode()}"

    def url_of_only(self, name: str, value: str) -> str:
        """The address of a search by one parameter alone, in the same sites of a network as this search."""
        return self._address({**self.carried, name: value, NETWORK: self._params[NETWORK]})

    def _address(self, state: Mapping[str, Any]) -> str:
        params = QueryDict(mutable=True)
        for name, value in state.items():
            if values := _values(value):
                params.setlist(name, values)
        return f"{self.action}?{params.urlencode()}" if params else self.action

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters that the form carries along besides its fields: ``[(name, value)]``."""
        fields = {"q", "year_from", "year_to", "near", "radius"} if self.question.has_places else {"q"}
        return [(name, item) for name, value in self._params.items() if name not in fields for item in _values(value)]

    @property
    def reset(self) -> str:
        """The address of the directory when nothing is asked."""
        return self._address(self.carried)

    @property
    def unfiltered(self) -> str:
        """The same words without any filter."""
        return self.url(**dict.fromkeys(self.question.values, ""), **ANY_YEAR, **ANY_AREA, **self.any_place)

    @property
    def any_place(self) -> dict[str, str]:
        """Changes that take the place out of this address, with the order by distance."""
        return {**ANY_PLACE, "sort": "" if self.question.sort == "distance" else self._params["sort"]}

    @property
    def query(self) -> str:
        """What is asked, as a query string, without the order, the layout and the sites of a network."""
        return self.url(sort="", view="", network="").partition("?")[2]

    @property
    def feed(self) -> str:
        return self.url(format="atom", sort="", view="", network="")

    @property
    def points(self) -> str:
        return self.url(format="geojson", sort="", view="")

    @property
    def sorts(self) -> list[dict[str, Any]]:
        """The orders to choose from: ``[{value, label, selected, url}]``."""
        asked = self.question
        labels = {
            "relevance": _("Relevance") if asked.text else _("Newest"),
            "date": _("Newest"),
            "title": _("Name"),
        }
        if asked.place:
            labels["distance"] = _("Nearest")
        if asked.lists == DirectoryContent.COMMONS and not asked.is_narrowed and not asked.is_wide:
            labels["relevance"] = pgettext("of a common", "Usage")
        elif not asked.text:
            del labels["date"]
        return self._menu("sort", labels, asked.sort, asked.default_sort)

    @property
    def layouts(self) -> list[dict[str, Any]]:
        """The ways to see the results: ``[{value, label, selected, url}]``."""
        return self._menu("view", {"list": _("List"), "map": _("Map")}, self.question.layout, "list")

    def _menu(self, name: str, labels: Mapping[str, str], selected: str, default: str) -> list[dict[str, Any]]:
        return [
            {
                "value": value,
                "label": label,
                "selected": value == selected,
                "url": self.url(**{name: "" if value == default else value}),
            }
            for value, label in labels.items()
        ]


def written_box(box: Any) -> str:
    return ",".join(f"{degrees:g}" for degrees in box) if isinstance(box, tuple) else box or ""


def _values(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if item]
