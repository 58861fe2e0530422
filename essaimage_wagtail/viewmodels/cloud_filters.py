"""The choices that narrow a cloud down, and the addresses that they make."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..choices import Mode, ReplicationState
from ..search.text import fold
from .facets import may_name_a_territory, territories_named

CLOSED = {"mode": Mode, "state": ReplicationState}
"""Filters whose values are those of a closed list."""
NAMES = ("theme", "territory", *CLOSED)
INDENT = "\u2003"
"""In front of a territory that lies in the one above it: spaces at the start of an option are dropped, but this."""


class CloudFilters:
    """The half of :class:`~.cloud.CloudView` that knows filters: one value, or none, of each.

    Reads ``request``, ``action`` (the address without parameters), ``language``, ``labels`` (of themes), ``chains``
    (of the territories that are named) and ``_initiatives``.
    """

    def read(self):
        """Sets ``values`` (by filter, empty for none) and ``notices``."""
        self.notices = []
        self.values = {}
        for name in NAMES:
            asked = self.request.GET.get(name, "")
            known = bool(asked) and self._is_known(name, asked)
            self.values[name] = asked if known else ""
            if asked and not known:
                self.notices.append(
                    _("A choice under “%(facet)s” does not exist (any more).") % {"facet": self._label(name)}
                )

    def _is_known(self, name, value):
        if name in CLOSED:
            return value in CLOSED[name].values
        if name == "theme":
            return any(term.slug == value for term in self.labels.values())
        return self.territory is not None

    @cached_property
    def territory(self):
        """The territory that the address names, or ``None``."""
        value = self.request.GET.get("territory", "")
        for territory in self._tree.values():
            if territory.identifier == value:
                return territory
        return territories_named([value]).first() if value and may_name_a_territory(value) else None

    @cached_property
    def _tree(self):
        """``{path: Territory}`` of what is named and of what it lies in, in the order of the tree."""
        found = {territory.path: territory for chain in self.chains.values() for territory in chain}
        return dict(sorted(found.items()))

    @property
    def is_narrowed(self):
        return any(self.values.values())

    def matching(self, entry):
        """An initiative with those of its replications that match, or ``None``.

        One that comes from the chosen territory keeps all that came of it; one from elsewhere is shown with what came
        of it there.
        """
        replications = entry["replications"]
        for name in CLOSED:
            if self.values[name]:
                replications = [each for each in replications if each[name] == self.values[name]]
        if self.territory and not self._lies_there(entry):
            replications = [each for each in replications if self._lies_there(each)]
            if not replications:
                return None
        if any(self.values[name] for name in CLOSED) and not replications:
            return None
        if self.values["theme"] and all(term.slug != self.values["theme"] for term in entry["themes"]):
            return None
        return {**entry, "replications": replications}

    def _lies_there(self, entry):
        return any(territory.pk == self.territory.pk for territory in entry["chain"])

    # What there is to choose

    @staticmethod
    def _label(name):
        return {
            "theme": _("Theme"),
            "territory": _("Territory"),
            "mode": _("Mode of swarming"),
            "state": pgettext("of a replication", "State"),
        }[name]

    @cached_property
    def filters(self):
        """``[{name, label, options: [{value, label, selected}]}]``, those with something to choose."""
        found = [{"name": name, "label": self._label(name), "options": self._options(name)} for name in NAMES]
        return [each for each in found if each["options"]]

    def _options(self, name):
        values = self._values(name)
        chosen = self.values[name]
        if chosen and all(value != chosen for value, _label in values):
            values = [(chosen, self._value_label(name)), *values]
        return [{"value": value, "label": label, "selected": value == chosen} for value, label in values]

    def _values(self, name):
        if name in CLOSED:
            return CLOSED[name].choices
        if name == "theme":
            terms = {term for entry in self._initiatives for term in entry["themes"]}
            return [(term.slug, term.label) for term in sorted(terms, key=lambda term: fold(term.label.casefold()))]
        return [
            (territory.identifier, INDENT * (territory.depth - 1) + territory.display_name(self.language))
            for territory in self._tree.values()
        ]

    def _value_label(self, name):
        """Of what was chosen."""
        value = self.values[name]
        if name in CLOSED:
            return CLOSED[name](value).label
        if name == "theme":
            return next(term.label for term in self.labels.values() if term.slug == value)
        return self.territory.display_name(self.language)

    # Where choices lead

    def url(self, **changes):
        """This cloud's address with some filters changed; always in the same order, so that it can be shared."""
        params = QueryDict(mutable=True)
        params.update({name: value for name, value in {**self.values, **changes}.items() if value})
        return f"{self.action}?{params.urlencode()}" if params else self.action

    @property
    def active(self):
        """Every choice that can be let go: ``[{label, facet_label, url}]``."""
        return [
            {"label": self._value_label(name), "facet_label": self._label(name), "url": self.url(**{name: ""})}
            for name in NAMES
            if self.values[name]
        ]
