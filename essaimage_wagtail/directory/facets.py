"""The facets of a directory: the values to choose from, how many pages are behind each, and where they lead."""

import re
from functools import cached_property

from django.apps import apps
from django.conf.locale import LANG_INFO
from django.db.models import CharField, Q, Value
from django.utils.text import capfirst
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages

from ..choices import CommonKind, Completeness, Mode, Status
from ..formatting import kilometres
from ..models.taxonomy import LABEL_FIELDS, best_labels
from ..models.territory import MAX_DEPTH, Territory
from ..search.analysis.text import fold
from ..search.indexing.documents import SEVERAL
from .addresses import EVER
from .kinds import own_facets

MAX_CODE = Territory._meta.get_field("code").max_length

VOCABULARIES = {"theme": "Theme", "usage": "Usage"}
"""Facets whose values are terms, with their models."""

CHOICES = {"status": Status, "kind": CommonKind, "mode": Mode, "completeness": Completeness}
"""Facets whose values are those of a closed list."""

EXCLUSIVE = ("completeness", "languages")
"""Facets of which one value is chosen at a time: another includes it, or is included."""

SECONDARY = ("mode", "completeness", "languages")
"""Facets that stay closed until someone opens or uses them."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def may_name_a_territory(value):
    return value.isprintable() and (len(value) <= MAX_CODE or bool(_UUID.fullmatch(value)))


def territories_named(values):
    """The territories that some values name; a page type of the site's own may have words that name none."""
    values = list(filter(may_name_a_territory, values))
    uuids = filter(_UUID.fullmatch, values)
    return Territory.objects.filter(Q(code__in=values) | Q(uuid__in=list(uuids)))


def innermost(values):
    """Those of some values that name no territory around another one of them: who chooses a place within what is
    chosen already narrows down. One query, none for fewer than two values."""
    if len(values) < 2:
        return values
    paths = {territory.identifier: territory.path for territory in territories_named(values)}
    around = {
        value
        for value, path in paths.items()
        if any(other != path and other.startswith(path) for other in paths.values())
    }
    return [value for value in values if value not in around]


class FacetsContext:
    """The half of :class:`~.directory.DirectoryContext` that knows facets.

    Reads ``language``, ``facet_names``, ``values`` (what is chosen, by facet), ``result`` and ``listed`` (the kinds
    in the directory), and makes addresses with ``url``.
    """

    @cached_property
    def labels(self):
        """``{facet: {row's pk: TermLabel}}`` of every term of the directory's vocabularies. One query."""
        found = []
        for facet in filter(VOCABULARIES.get, self.facet_names):
            model = apps.get_model("essaimage_wagtail", VOCABULARIES[facet])
            rows = model.objects.annotate(facet=Value(facet, CharField())).order_by()
            found.append(rows.values_list("facet", *LABEL_FIELDS))
        rows = list(found[0].union(*found[1:], all=True).order_by("pk"))
        facets = {row[0] for row in rows}
        return {facet: best_labels([row[1:] for row in rows if row[0] == facet], self.language) for facet in facets}

    def terms(self, facet):
        """One :class:`~essaimage_wagtail.models.taxonomy.TermLabel` for each term of a vocabulary."""
        return {term.slug: term for term in self.labels.get(facet, {}).values()}.values()

    def _keys(self, facet):
        return {term.slug: term.key for term in self.terms(facet)}

    @cached_property
    def _territories(self):
        """The territories that have results, with what they lie in, by path and in the order of the tree."""
        values = {*self.result.facets.get("territory", {}), *self.values.get("territory", [])}
        found = territories_named(values).order_by("path")
        return {territory.path: territory for territory in found}

    @cached_property
    def _chains(self):
        return {
            territory.pk: [self._territories[path] for path in territory.chain_of_paths() if path in self._territories]
            for territory in self._territories.values()
        }

    @property
    def innermost_territories(self):
        """``[(how many results, chain)]`` of the territories whose point is known and that hold no other; a chain
        begins with the outermost."""
        counts = self.result.facets.get("territory", {})
        outer = {self._parent(path) for path in self._territories}
        innermost = [one for path, one in self._territories.items() if path not in outer and one.point]
        return [(counts[one.identifier], self._chains[one.pk]) for one in innermost if counts.get(one.identifier)]

    @staticmethod
    def _facet_label(facet):
        own = own_facets().get(facet)
        if own:
            return str(own.facets[facet])
        return {
            "type": pgettext("of a page", "Type"),
            "theme": _("Theme"),
            "territory": _("Territory"),
            "status": pgettext("of an initiative", "Status"),
            "usage": pgettext("of a common", "Usage"),
            "kind": pgettext("of a common", "Kind"),
            "mode": _("Mode of swarming"),
            "completeness": pgettext("of a sheet", "Completeness"),
            "languages": pgettext("languages of a page", "Also available in"),
        }[facet]

    @cached_property
    def facets(self):
        values = {facet: self._facet_values(facet) for facet in self.facet_names}
        return [
            {
                "name": facet,
                "label": self._facet_label(facet),
                "values": values[facet],
                "selected": len(self.values[facet]),
                "secondary": facet in SECONDARY,
            }
            for facet in self.facet_names
            if values[facet]
        ]

    @property
    def has_more_facets(self):
        return self.has_places or any(facet["secondary"] for facet in self.facets)

    @property
    def uses_more_facets(self):
        return any(self.years) or any(facet["secondary"] and facet["selected"] for facet in self.facets)

    def _value(self, facet, value, label, count, depth=0, replaced=()):
        """``replaced``: what is chosen that this value takes the place of."""
        chosen = self.values[facet]
        selected = value in chosen
        others = [] if facet in EXCLUSIVE else [other for other in chosen if other not in (value, *replaced)]
        return {
            "value": value,
            "label": str(label),
            "count": count,
            "selected": selected,
            "depth": depth,
            "url": self.url(**{facet: others if selected else [*others, value]}),
        }

    def _facet_values(self, facet):
        if facet in VOCABULARIES:
            return self._term_values(facet)
        if facet in CHOICES:
            return self._choice_values(facet)
        values = {"type": self._type_values, "territory": self._territory_values, "languages": self._language_values}
        return values[facet]() if facet in values else self._own_values(facet)

    def _term_values(self, facet):
        counts = self.result.facets.get(facet, {})
        if not counts:
            return []
        return [
            self._value(facet, term.slug, term.label, counts.get(term.key, 0))
            for term in sorted(
                self.terms(facet), key=lambda term: (-counts.get(term.key, 0), fold(term.label.casefold()))
            )
            if counts.get(term.key) or term.slug in self.values[facet]
        ]

    def _choice_values(self, facet):
        counts = self.result.facets.get(facet, {})
        return [
            self._value(facet, value, label, counts.get(value, 0))
            for value, label in CHOICES[facet].choices
            if counts.get(value) or value in self.values[facet]
        ]

    def _language_values(self):
        counts = self.result.facets.get("languages", {})
        codes = [code for code in get_content_languages() if code != self.language]
        labels = {SEVERAL: pgettext("languages of a page", "Another language")}
        labels |= {code: str(get_language_info(code)["name_translated"]) for code in codes if code in LANG_INFO}
        return [
            self._value("languages", code, capfirst(labels.get(code, code)), counts.get(code, 0))
            for code in (SEVERAL, *codes)
            if counts.get(code) or code in self.values["languages"]
        ]

    def _own_values(self, facet):
        counts = self.result.facets.get(facet, {})
        labels = own_facets()[facet].facet_labels(facet, counts)
        values = [self._value(facet, value, str(labels.get(value, value)), counts[value]) for value in counts]
        return sorted(values, key=lambda value: (-value["count"], fold(value["label"].casefold())))

    def _type_values(self):
        """None when there is one kind only: nothing to choose."""
        counts = self.result.facets.get("type", {})
        values = [
            self._value("type", kind.name, kind.label, sum(counts.get(label, 0) for label in kind.types))
            for kind in self.listed.values()
        ]
        values = [value for value in values if value["count"] or value["selected"]]
        return values if len(values) > 1 or self.values["type"] else []

    def _territory_values(self):
        """The tree, opened where something is chosen: roots, and what lies directly in an open one. A territory takes
        the place of those around it and of those within it: choosing it narrows down to it, or widens up to it."""
        counts = self.result.facets.get("territory", {})
        chosen = {
            territory.path: territory.identifier
            for territory in self._territories.values()
            if territory.identifier in self.values["territory"]
        }
        opened = {path[:end] for path in chosen for end in range(len(path) + 1)}
        # The list may be longer than its box: what is chosen, and what lies around it, comes first at each level.
        ends = range(Territory.steplen, MAX_DEPTH * Territory.steplen + 1, Territory.steplen)
        in_order = sorted(self._territories, key=lambda path: [(path[:end] not in opened, path[:end]) for end in ends])
        roots = [path for path in self._territories if not self._parent(path)]
        if len(roots) == 1:
            opened.update(roots)
        return [
            self._value(
                "territory",
                territory.identifier,
                territory.display_name(self.language),
                counts.get(territory.identifier, 0),
                depth=territory.depth - 1,
                replaced=[value for other, value in chosen.items() if path.startswith(other) or other.startswith(path)],
            )
            for path, territory in ((path, self._territories[path]) for path in in_order)
            if self._parent(path) in opened or not self._parent(path)
        ]

    def _parent(self, path):
        parent = path[: -Territory.steplen]
        return parent if parent in self._territories else ""

    @property
    def years_label(self):
        start, end = self.years
        if start and end:
            return f"{start}–{end}" if start != end else str(start)
        if start:
            return _("since %(year)s") % {"year": start}
        return _("until %(year)s") % {"year": end} if end else ""

    @property
    def place_label(self):
        """“Lille, 25 km”."""
        if not self.place:
            return ""
        name = self.place.territory.display_name(self.language) if self.place.territory else _("the chosen point")
        return f"{name}, {kilometres(self.radius)}" if self.radius else name

    @property
    def active(self):
        """Every choice that can be let go: ``[{name, label, facet_label, url}]``."""
        found = self._active_values()
        if self.years_label:
            label = {"label": self.years_label, "facet_label": _("Started in")}
            found.append({"name": "years", **label, "url": self.url(**EVER)})
        if self.place:
            label = {"label": self.place_label, "facet_label": _("Place")}
            found.append({"name": "near", **label, "url": self.url(**self._nowhere)})
        return found

    def _active_values(self):
        labels = {facet["name"]: {value["value"]: value for value in facet["values"]} for facet in self.facets}
        return [
            {
                "name": facet,
                "label": labels[facet][value]["label"],
                "facet_label": self._facet_label(facet),
                "url": labels[facet][value]["url"],
            }
            for facet in self.facet_names
            for value in self.values[facet]
            if value in labels.get(facet, {})
        ]
