"""The choices that narrow a cloud down, and the addresses that they make."""

from collections import Counter
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..choices import Mode, ReplicationState
from ..directory.facets import may_name_a_territory, territories_named
from ..models.territory import Territory
from ..search.analysis.text import fold

CLOSED = {"mode": Mode, "state": ReplicationState}
"""Filters whose values are those of a closed list."""
NAMES = ("theme", "territory", *CLOSED)
MOST_TERRITORIES = 200
"""Territories to choose from."""
INDENT = "\u2003"
"""In front of a territory that lies in the one above it: spaces at the start of an option are dropped, but this."""


class CloudFilters:
    """The half of :class:`~.cloud.CloudContext` that knows filters: one value, or none, of each.

    Reads ``request``, ``action`` (the address without parameters), ``language``, ``labels`` (of themes) and ``content``
    (see :mod:`.cloud_content`).
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
        return territories_named([value]).first() if value and may_name_a_territory(value) else None

    @cached_property
    def _theme(self):
        """The key of the chosen theme, ``None`` for none."""
        slug = self.values["theme"]
        return next((key for key, term in self.labels.items() if term.slug == slug), None) if slug else None

    @property
    def _tree(self):
        """The territories of what is there, with those around them, in the order of the tree: of very many, those with
        most in them."""
        counts = Counter()
        for path, count in self.content.places.items():
            for end in range(Territory.steplen, len(path) + 1, Territory.steplen):
                counts[path[:end]] += count
        # None has more than one that it lies in, which is shorter.
        most = sorted(counts, key=lambda path: (-counts[path], len(path), path))[:MOST_TERRITORIES]
        return Territory.objects.filter(path__in=most).order_by("path")

    @cached_property
    def is_narrowed(self):
        return any(self.values.values())

    def matching(self, initiative):
        """Those of the replications of a :class:`~.cloud_content.Initiative` that match, or ``None`` if it does not.

        One that comes from the chosen territory keeps all that came of it; one from elsewhere is shown with what came
        of it there.
        """
        seeds = initiative.seeds
        if not self.is_narrowed:
            return seeds
        if self._theme and self._theme not in initiative.themes:
            return None
        for name in CLOSED:
            if self.values[name]:
                seeds = [seed for seed in seeds if getattr(seed, name) == self.values[name]]
                if not seeds:
                    return None
        if self.territory and not initiative.place.startswith(self.territory.path):
            seeds = [seed for seed in seeds if seed.place.startswith(self.territory.path)]
            if not seeds:
                return None
        return seeds

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
            used = {key for one in self.content.initiatives for key in one.themes}
            terms = [term for key, term in self.labels.items() if key in used]
            return [(term.slug, term.label) for term in sorted(terms, key=lambda term: fold(term.label.casefold()))]
        return [
            (territory.identifier, INDENT * (territory.depth - 1) + territory.display_name(self.language))
            for territory in self._tree
        ]

    def _value_label(self, name):
        """Of what was chosen."""
        value = self.values[name]
        if name in CLOSED:
            return str(CLOSED[name](value).label)
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
