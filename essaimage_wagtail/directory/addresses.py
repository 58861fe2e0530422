"""Where a search leads: the same search with something changed."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..choices import DirectoryContent

NOWHERE = {"near": "", "lat": "", "lon": "", "radius": ""}
"""Changes of an address that take the place out of it."""
EVER = {"year_from": "", "year_to": ""}
"""Changes of an address that take the years out of it."""


class AddressesContext:
    """The part of :class:`~.directory.DirectoryContext` that makes addresses.

    Reads what :class:`~.asked.AskedContext` sets, ``action`` (the address without parameters), ``carried`` (what every
    address has besides), and ``number`` and ``last`` of the pages.
    """

    @property
    def _state(self):
        place = self.place.params if self.place else {}
        return {
            **self.carried,
            "q": self.text,
            "verbatim": self.text if self.verbatim else "",
            **self.values,
            "year_from": str(self.years[0] or ""),
            "year_to": str(self.years[1] or ""),
            **place,
            "radius": f"{self.radius:g}" if self.radius else "",
            "sort": "" if self.sort == self.default_sort else self.sort,
            "view": "" if self.layout == "list" else self.layout,
        }

    def url(self, *, page=1, **changes):
        """This search's address with some parameters changed; always in the same order, so that it can be
        shared and cached."""
        if "q" in changes:
            changes = {"verbatim": "", **changes}
        return self._address({**self._state, **changes, "page": str(page) if page > 1 else ""})

    def url_from(self, address):
        """This search in another language's directory, whose ``address`` may have parameters of its own."""
        address, _mark, own = address.partition("?")
        params = QueryDict(self.url().partition("?")[2], mutable=True)
        for name, value in QueryDict(own).items():
            params[name] = value
        return f"{address}?{params.urlencode()}"

    def _address(self, state):
        params = QueryDict(mutable=True)
        for name, value in state.items():
            values = [item for item in (value if isinstance(value, list) else [value]) if item]
            if values:
                params.setlist(name, values)
        return f"{self.action}?{params.urlencode()}" if params else self.action

    @property
    def hidden(self):
        """What the form carries along besides its fields."""
        shown = {"q", "year_from", "year_to", "near", "radius"} if self.has_places else {"q"}
        return [
            (name, item)
            for name, value in self._state.items()
            if name not in shown
            for item in (value if isinstance(value, list) else [value])
            if item
        ]

    @property
    def reset_url(self):
        """Nothing asked at all."""
        return self._address(self.carried)

    @property
    def unfiltered_url(self):
        """The same words without any filter."""
        return self.url(**dict.fromkeys(self.facet_names, ""), **EVER, **self._nowhere)

    @property
    def _nowhere(self):
        return {**NOWHERE, "sort": "" if self.sort == "distance" else self._state["sort"]}

    def url_of_only(self, name, value):
        """The address of a search by nothing else than this."""
        return self._address({**self.carried, name: value})

    @property
    def sorts(self):
        labels = {
            "relevance": _("Relevance") if self.text else _("Newest"),
            "date": _("Newest"),
            "title": _("Name"),
        }
        if self.place:
            labels["distance"] = _("Nearest")
        if self.lists == DirectoryContent.COMMONS and not self.is_narrowed:
            labels["relevance"] = pgettext("of a common", "Usage")
        elif not self.text:
            del labels["date"]
        return [
            {
                "value": value,
                "label": label,
                "selected": value == self.sort,
                "url": self.url(sort="" if value == self.default_sort else value),
            }
            for value, label in labels.items()
        ]

    @property
    def layouts(self):
        """The ways to see the results, if there are several."""
        labels = {"list": _("List"), "map": _("Map")} if self.has_places and self.has_points else {}
        return [
            {
                "value": value,
                "label": label,
                "selected": value == self.layout,
                "url": self.url(view="" if value == "list" else value),
            }
            for value, label in labels.items()
        ]

    @property
    def feed_url(self):
        return self.url(format="atom", sort="", view="")

    @property
    def points_url(self):
        return self.url(format="geojson", sort="", view="")

    @cached_property
    def page(self):
        number, last = self.number, self.last
        shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
        numbers = []
        for previous, current in zip([0, *shown], shown, strict=False):
            if current - previous > 1:
                numbers.append(None)
            numbers.append({"number": current, "url": self.url(page=current), "current": current == number})
        return {
            "number": number,
            "total": last,
            "previous_url": self.url(page=number - 1) if number > 1 else "",
            "next_url": self.url(page=number + 1) if number < last else "",
            "numbers": numbers,
        }
