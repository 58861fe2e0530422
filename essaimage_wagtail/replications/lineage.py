"""The lineage of a sheet: all that it comes from and all that came from it, as trees."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property

from ..contexts.branches import FACTS, TEXTS, Branch, adapted_key, branch, read, words_of
from ..contexts.links import link_to, specific_versions
from ..contexts.map import MapPlace, PlacesMap
from ..contexts.page import PageContext
from ..contexts.sheet import short_place
from ..hrefs import checked_address
from ..models import Replication, SheetFields, Territory
from ..search.analysis.text import sort_key
from .graph import Edge, Key, Lineage

MOST_GENERATIONS_DRAWN = 12
"""Generations that are drawn one below the other. A sheet at the end links to its own lineage."""

MOST_BRANCHES_OPEN = 12
"""With more branches, the texts about what each kept, changed and learnt are folded at first."""


@dataclass(slots=True)
class Node:
    """A place in the tree. ``again``: the id of the place where the same sheet is shown already, if it is; ``deeper``:
    whether it has branches that are not drawn."""

    branch: Branch
    country: str
    place: str
    fictional: bool
    lineage_url: str
    again: str = ""
    deeper: bool = False
    children: list["Node"] = field(default_factory=list)

    @property
    def where(self) -> list[str]:
        """Place and year, for the list of a country's initiatives."""
        place = self.place if self.place not in (self.country, self.branch.title) else ""
        return [str(fact) for fact in (place, self.branch.year) if fact]

    @property
    def id(self) -> str:
        # A replication in a circle is drawn in both trees.
        return f"{'origin' if self.branch.upwards else 'branch'}-{self.branch.pk}"


class LineageContext:
    """The number of queries does not depend on the size: one each for all links between sheets, the replications
    concerned, their texts and their territories, and one for each type of sheet."""

    def __init__(self, page: Any, page_context: PageContext) -> None:
        self.page = page
        self.page_context = page_context
        self.title = page.title
        self.url = page.get_url(page_context.request) or ""
        self.key = (page.alias_of or page).translation_key
        self._read()
        self._shown: dict[UUID, str] = {self.key: "this-sheet"}
        self._drawn: dict[int, Node] = {}
        self.origins = self._above(self.key)
        self._drawn.clear()
        self.taken_up = self._below(self.key)
        self.open = len(self._rows) <= MOST_BRANCHES_OPEN

    def _read(self) -> None:
        live = Replication.objects.filter(live=True).order_by("pk")
        graph = Lineage(live.values_list("pk", "origin_key", adapted_key()).iterator())
        edges = {*graph.above(self.key), *graph.below(self.key)}
        keys = {edge.origin for edge in edges} | {edge.adapted for edge in edges} - {None}
        self._sheets = specific_versions(keys, SheetFields, self.page_context)
        # A branch ends where the next sheet may not be seen.
        seen = {*self._sheets, self.key, None}
        self.graph = Lineage(sorted(edge for edge in edges if {edge.origin, edge.adapted} <= seen))
        self._edges_below = self.graph.below(self.key)
        concerned = [*self.graph.above(self.key), *self._edges_below]
        found = Replication.objects.filter(pk__in={edge.pk for edge in concerned})
        fields = {**FACTS, "territory_id": "territory_id", "sources": "sources"}
        self._rows = {row["pk"]: row for row in read(found, fields)}
        self._texts: dict[int, list[dict]] = {}
        for text in read(found, {"pk": "pk", **TEXTS, "sources": "texts__sources"}):
            self._texts.setdefault(text["pk"], []).append(text)
        territories = {self.page.territory_id, *(sheet.territory_id for sheet in self._sheets.values())}
        territories |= {row["territory_id"] for row in self._rows.values()}
        self._chains = Territory.objects.with_ancestors(territories)

    def _below(self, key: Key, depth: int = 1) -> list[Node]:
        nodes = [self._node(edge.pk, edge.adapted) for edge in self.graph.taken_up(key)]
        return self._grow(nodes, self._below, self.graph.taken_up, depth)

    def _above(self, key: Key, depth: int = 1) -> list[Node]:
        nodes = [self._node(edge.pk, edge.origin, upwards=True) for edge in self.graph.origins(key)]
        return self._grow(nodes, self._above, self.graph.origins, depth)

    def _grow(
        self,
        found: Iterable[Node | None],
        further: Callable[[Key, int], list[Node]],
        edges: Callable[[Key], list[Edge]],
        depth: int,
    ) -> list[Node]:
        """Sort the nodes and give them their children. A sheet that is shown twice has its children in the first place
        only."""
        nodes = list(filter(None, found))
        self._drawn.update((node.branch.pk, node) for node in nodes)
        nodes.sort(key=lambda node: (node.branch.year or 9999, sort_key(node.branch.title), node.branch.pk))
        for node in nodes:
            key = node.branch.key
            if key is None:
                continue
            if key in self._shown:
                node.again = self._shown[key]
            elif depth >= MOST_GENERATIONS_DRAWN:
                node.deeper = bool(edges(key))
            else:
                self._shown[key] = node.id
                node.children = further(key, depth + 1)
        return nodes

    def _node(self, pk: int, key: Key | None, upwards: bool = False) -> Node | None:
        row = self._rows.get(pk)
        if row is None:  # deleted meanwhile
            return None
        sheet = self._sheets.get(key)
        link = link_to(sheet, self.page_context) if sheet else None
        territories = [None if upwards else row["territory_id"], sheet and sheet.territory_id]
        chain = next((self._chains[pk] for pk in territories if pk in self._chains), [])
        texts = self._texts.get(pk, [])
        return Node(
            branch(
                [{**row, **text, "key": key} for text in texts] or [{**row, "key": key}],
                self.page_context,
                link=link,
                upwards=upwards,
                place=short_place(chain, self.page_context.language.code),
                point=sheet.spot_in(chain[-1] if chain else None) if sheet else None,
                words=words_of(texts, self.page_context),
                sources=self._sources(row, texts),
            ),
            country=self._country(chain),
            place=chain[-1].display_name(self.page_context.language.code) if chain else "",
            fictional=bool(sheet and sheet.fictional),
            lineage_url=lineage_url(link.url if link else ""),
        )

    def _sources(self, row: dict[str, Any], texts: Iterable[dict[str, Any]]) -> list[Any]:
        """As they are called in the reader's language, where somebody has said it."""
        own = [text["sources"] for text in texts if text["language"] == self.page_context.language.code]
        for stream in [*own, row["sources"]]:
            told = [source.value for source in stream or () if not source.value.is_blank]
            if told:
                return told
        return []

    def _country(self, chain: Sequence[Territory]) -> str:
        names = (
            territory.display_name(self.page_context.language.code)
            for territory in chain
            if territory.level == "country"
        )
        return next(names, "")

    @cached_property
    def listed(self) -> list[Node]:
        """Each initiative that took it up, itself or through others, once."""
        listed: dict[Any, Node | None] = {self.key: None}
        for edge in self._edges_below:
            node = self._drawn.get(edge.pk) or self._node(edge.pk, edge.adapted)
            if node:
                listed.setdefault(edge.adapted or edge.pk, node)
        return list(filter(None, listed.values()))

    @cached_property
    def generations(self) -> int:
        """The number of generations below the sheet."""
        depth = {self.key: 0}
        deepest = 0
        for edge in self._edges_below:
            here = depth[edge.origin] + 1
            if edge.adapted is None or edge.adapted not in depth:
                deepest = max(deepest, here)
                depth[edge.adapted or edge.pk] = here
        return deepest

    @cached_property
    def countries(self) -> list[dict[str, Any]]:
        """``[{name, nodes}]`` in the alphabet's order, those of no country last."""
        groups: dict[str, list[Node]] = {}
        for node in self.listed:
            groups.setdefault(node.country, []).append(node)
        for nodes in groups.values():
            nodes.sort(key=lambda node: (sort_key(node.branch.place), node.branch.year or 9999, node.branch.pk))
        return [
            {"name": name, "nodes": groups[name]}
            for name in sorted(groups, key=lambda name: (not name, sort_key(name)))
        ]

    @cached_property
    def map(self) -> PlacesMap | None:
        """A map of the sheet and of all initiatives whose place is known; ``None`` for fewer than two places."""
        nodes = [*self._nodes(self.origins), *self.listed]
        found = [MapPlace(node.branch.title, _address(node), node.branch.point) for node in nodes if node.branch.point]
        own = self._chains.get(self.page.territory_id, [])
        if point := self.page.spot_in(own[-1] if own else None):
            found.append(MapPlace(self.title, self.url, point, here=True))
        around = [territory for chain in self._chains.values() for territory in chain]
        return PlacesMap(found, "#taken-up-title", around) if len(found) > 1 else None

    def _nodes(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """These nodes and all below them."""
        for node in nodes:
            yield node
            yield from self._nodes(node.children)

    @property
    def country_count(self) -> int:
        return sum(bool(country["name"]) for country in self.countries)


def _address(node: Node) -> str:
    """The address of the sheet; without one, of the page about it elsewhere; else its place in the tree."""
    return node.branch.url or checked_address(node.branch.website) or f"#{node.id}"


def lineage_url(url: str) -> str:
    return f"{url}?view=lineage" if url else ""
