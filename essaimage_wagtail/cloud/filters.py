"""The choices that narrow a cloud down, and the addresses that they make."""

from collections import Counter
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from ..choices import ReplicationState
from ..facets import ChoiceFacet, Lookup
from ..facets.declared import MODE, TERRITORY, THEME
from ..models.taxonomy import Theme, by_label
from ..models.territory import Territory
from .content import Content

STATE = ChoiceFacet("state", pgettext_lazy("of a replication", "State"), ReplicationState)
"""Of a replication, which is in no index: it is a filter of the cloud alone."""
CLOSED = (MODE, STATE)
FILTERS = (THEME, TERRITORY, *CLOSED)
MOST_TERRITORIES = 200
"""Territories to choose from."""
INDENT = "\u2003"
"""In front of a territory that lies in the one above it: spaces at the start of an option are dropped, but this."""


class CloudFilters:
    """What a visitor has chosen, one value or none of each filter, and what there is to choose.

    ``params``: the parameters of the request; ``action``: the cloud's address without any; ``content``: what the cloud
    has (see :mod:`.content`). Sets ``values`` (by filter, empty for none) and ``notices``.
    """

    def __init__(self, params: QueryDict, action: str, language: str, content: Content) -> None:
        self.action = action
        self.language = language
        self.content = content
        self.notices: list[str] = []
        self.values: dict[str, str] = {}
        for facet in FILTERS:
            asked = params.get(facet.name, "")
            known = facet.existing([asked], self._lookup) if asked else []
            self.values[facet.name] = known[0] if known else ""
            if asked and not known:
                self.notices.append(_("A choice under “%(facet)s” does not exist (any more).") % {"facet": facet.label})

    @cached_property
    def _lookup(self):
        return Lookup(self.language)

    @cached_property
    def labels(self):
        """``{key: TermLabel}`` of all themes, in the order in which the vocabulary was made."""
        return {term.key: term for term in self._lookup.terms(Theme).values()}

    @cached_property
    def territory(self):
        """The chosen territory, or ``None``."""
        return self._lookup.territories(filter(None, [self.values["territory"]])).get(self.values["territory"])

    @cached_property
    def theme(self):
        """The :class:`~essaimage_wagtail.models.taxonomy.TermLabel` of the chosen theme, or ``None``."""
        return self._lookup.terms(Theme).get(self.values["theme"]) if self.values["theme"] else None

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
        if self.theme and self.theme.key not in initiative.themes:
            return None
        for facet in CLOSED:
            if chosen := self.values[facet.name]:
                seeds = [seed for seed in seeds if getattr(seed, facet.name) == chosen]
                if not seeds:
                    return None
        if self.territory and not initiative.place.startswith(self.territory.path):
            seeds = [seed for seed in seeds if seed.place.startswith(self.territory.path)]
            if not seeds:
                return None
        return seeds

    # What there is to choose

    @cached_property
    def shown(self):
        """``[{name, label, options: [{value, label, selected}]}]``, those with something to choose."""
        found = [{"name": facet.name, "label": str(facet.label), "options": self._options(facet)} for facet in FILTERS]
        return [each for each in found if each["options"]]

    def _options(self, facet):
        values = self._values(facet)
        chosen = self.values[facet.name]
        if chosen and all(value != chosen for value, _label in values):
            values = [(chosen, facet.label_of(chosen, self._lookup)), *values]
        return [{"value": value, "label": label, "selected": value == chosen} for value, label in values]

    def _values(self, facet):
        """``[(value, label)]`` of what there is in the cloud, of a closed list all."""
        if facet in CLOSED:
            return facet.choices.choices
        if facet is THEME:
            used = {key for one in self.content.initiatives for key in one.themes}
            terms = [term for key, term in self.labels.items() if key in used]
            return [(term.slug, term.label) for term in by_label(terms)]
        return [
            (territory.identifier, INDENT * (territory.depth - 1) + territory.display_name(self.language))
            for territory in self._tree
        ]

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
            {
                "label": facet.label_of(self.values[facet.name], self._lookup),
                "facet_label": str(facet.label),
                "url": self.url(**{facet.name: ""}),
            }
            for facet in FILTERS
            if self.values[facet.name]
        ]
