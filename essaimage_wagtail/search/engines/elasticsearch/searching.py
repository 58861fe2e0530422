"""From a query to requests, and from their answers to a result.

One request finds, filters, counts and sorts. The server applies the filters after it counts facets, each with all
filters but its own; what it counts without filters tells how many documents have all the words. The same request counts
how many have most of them: if too few have all, a second request asks for those with most, or with any.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from elasticsearch.dsl.query import Bool, Exists, Ids, MatchAll, Query

from ...query.matching import Terms, terms_of
from ...query.order import distance
from ...query.parser import ParsedQuery, parse
from ...query.snippets import snippet
from ...query.understanding import MIN_DOCUMENTS_WITH_ALL, Understood, understood
from ...storing import storable
from ...types import Hit, Point, SearchQuery, SearchResult
from . import matching
from .documents import SHOWN, Source, point_in, texts_in
from .elsewhere import hit_of, labels_of, name_of
from .names import Names
from .network import code_of
from .reading import Reader
from .server import Body

DEEPEST = 10_000
"""Documents in one order of which pages are shown: Elasticsearch sorts no more (``index.max_result_window``)."""
MAX_VALUES = 10_000
"""Values of a facet that are counted: the most frequent ones."""
MAX_VALUES_OF_OTHERS = 1_000
"""The same where several sites are searched, of which one may have made up any number."""
SITE = "site"
"""The facet that tells the sites of a network apart."""

Sort = list[Body]


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's answer, and what it was asked for."""

    matching: Query
    body: Body
    with_most: int = 0
    """How many documents in scope have most of the words, before any filter; of many, fewer may be counted."""

    def __len__(self) -> int:
        """How many documents in scope match, before any filter."""
        value: int = self.body["aggregations"]["in_scope"]["doc_count"]
        return value

    @property
    def total(self) -> int:
        value: int = self.body["hits"]["total"]["value"]
        return value

    def values(self, number: int) -> dict[str, int]:
        """How many documents have each value of the query's facet of that number."""
        buckets = self.body["aggregations"][f"facet_{number}"]["values"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


class Search:
    """One query, asked in its language and scope."""

    def __init__(self, query: SearchQuery, reader: Reader) -> None:
        self.query = query
        self.reader = reader
        self.filters = matching.facet_filters(query.filters) if not query.network else self._shared_filters()
        self.limits = matching.limits(query)

    def result(self) -> SearchResult:
        meant, answer = self._asked()
        hits = list(self._hits(answer, meant.query))
        facets = self._facets(answer)
        return SearchResult(hits, answer.total, facets, meant.correction, meant.did_you_mean, meant.found.total)

    def placed(self) -> tuple[Query, int]:
        """The query of what is found and has a point, and how many documents are found, with a point or without."""
        _, answer = self._asked()
        return Bool(filter=[answer.matching, *self._narrowed(), Exists(field="latitude")]), answer.total

    def labels(self, codes: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
        """See :meth:`...types.NetworkEngine.labels`."""
        wanted = {name: sorted({*map(storable, found)})[:MAX_VALUES_OF_OTHERS] for name, found in codes.items()}
        wanted = {name: found for name, found in wanted.items() if found}
        if not wanted:
            return {}
        aggregations: Body = {
            str(number): {
                "terms": {"field": matching.shared_field(name), "include": found, "size": len(found)},
                "aggs": {"said": {"top_hits": {"size": 1, "_source": [f"labels.{storable(name)}"]}}},
            }
            for number, (name, found) in enumerate(wanted.items())
        }
        answer = self.reader.search(self.reader.body(MatchAll()) | {"size": 0, "aggs": aggregations})
        labels = {}
        for number, name in enumerate(wanted):
            buckets = answer["aggregations"][str(number)]["buckets"]
            said = {bucket["key"]: bucket["said"]["hits"]["hits"][0].get("_source") for bucket in buckets}
            labels[name] = {code: labels_of(source, name).get(code, code) for code, source in said.items()}
        return labels

    def elsewhere(self, names: Collection[str]) -> dict[str, Hit]:
        """See :meth:`...types.NetworkEngine.elsewhere`."""
        keys = sorted({name.partition(" ")[2] for name in names})[:DEEPEST]
        found = self.reader.search(
            self.reader.body(Ids(values=keys)) | {"size": len(keys) * (1 + len(self.reader.members)), "_source": SHOWN}
        )
        terms = terms_of(parse("", self.reader.analyzer), self.reader.analyzer)
        hits = (self._hit(hit, 0.0, terms) for hit in found["hits"]["hits"])
        return {name_of(hit.site, hit.key): hit for hit in hits if hit and hit.site}

    def counting(self, query: ParsedQuery) -> Body:
        """A search that only counts what has all the words of a query."""
        return self.reader.counting(Bool(filter=[matching.all_words(query), *self._narrowed()]))

    def _asked(self) -> tuple[Understood[Answer], Answer]:
        """What the query means, and what it finds."""
        meant = understood(self.query.text, self.reader, self._find, correct=self.query.correct)
        return meant, self._relaxed(meant.query, meant.found) if meant.wants_more else meant.found

    def _find(self, query: ParsedQuery) -> Answer:
        """The documents with all the words, and how many have most of them, where that is fewer than all."""
        found = matching.all_words(query)
        by_relevance = self._by_relevance(query)
        wanted = self._boosted(found, query) if by_relevance else found
        bodies = [self._body(wanted, self._sort(by_relevance=by_relevance, leveled=False))]
        if query.most < len(query.words):
            bodies.append(self.reader.counting(matching.some_words(query, query.most), MIN_DOCUMENTS_WITH_ALL))
        answer, *counted = self.reader.search_all(bodies)
        return Answer(found, answer, counted[0]["hits"]["total"]["value"] if counted else 0)

    def _relaxed(self, query: ParsedQuery, found: Answer) -> Answer:
        """The documents with most of the words, or with any of them if these are too few. No score lifts a document
        above another with more of the words."""
        has_most = found.with_most >= MIN_DOCUMENTS_WITH_ALL
        at_least = query.most if has_most else 0 if query.required else 1
        by_relevance = self._by_relevance(query)
        scored = [matching.below_one(self._boosted(matching.main_words(query), query))] if by_relevance else []
        sort = self._sort(by_relevance=by_relevance, leveled=True)
        answer = self.reader.search(self._body(matching.leveled(query, at_least), sort, scored))
        return Answer(matching.some_words(query, at_least), answer)

    def _body(self, wanted: Query, sort: Sort, scored: Sequence[Query] = ()) -> Body:
        offset, limit = max(0, self.query.offset), max(0, self.query.limit)
        room = max(0, DEEPEST - offset)
        # ``scored`` adds to scores, and need not be met.
        query = Bool(filter=self.reader.visible, must=[wanted], should=list(scored), minimum_should_match=0)
        return {
            "query": query.to_dict(),
            "post_filter": Bool(filter=self._narrowed() or [MatchAll()]).to_dict(),
            "aggs": {"in_scope": {"filter": MatchAll().to_dict()}, **self._counted()},
            "sort": sort,
            "from": offset if room else 0,
            "size": min(limit, room),
            "track_total_hits": True,
            "_source": [*SHOWN, "labels"] if self.query.network else SHOWN,
        }

    @property
    def narrowed(self) -> list[Query]:
        """All filters."""
        return self._narrowed()

    def _narrowed(self, without: str = "") -> list[Query]:
        """All filters but that of a facet."""
        return [*self.limits, *(kept for name, kept in self.filters.items() if name != without)]

    def _counted(self) -> dict[str, Body]:
        """The aggregations of the facets that are asked for."""
        return {
            f"facet_{number}": {
                "filter": Bool(filter=self._narrowed(without=name) or [MatchAll()]).to_dict(),
                "aggs": {"values": {"terms": {"field": self._field(name), "size": self._most_values}}},
            }
            for number, name in enumerate(self.query.facets)
        }

    def _facets(self, answer: Answer) -> dict[str, dict[str, int]]:
        """The counts, the most frequent value first. A visitor who chose a value that nothing has can let it go."""
        counts = {}
        for number, name in enumerate(self.query.facets):
            found = answer.values(number)
            if self.query.network and name == SITE:
                found = {code_of(index): count for index, count in found.items() if self._is_searched(code_of(index))}
            for value in self.query.filters.get(name, ()):
                found.setdefault(str(value), 0)
            counts[name] = dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
        return counts

    def _by_relevance(self, query: ParsedQuery) -> bool:
        by = self.query.sort
        return bool(query.wanted) and by not in ("title", "date") and not (by == "distance" and self.query.near)

    def _boosted(self, relevance: Query, query: ParsedQuery) -> Query:
        return matching.boosted(relevance, matching.near_words(query, self.reader.analyzer), self.reader.moment)

    def _sort(self, *, by_relevance: bool, leveled: bool) -> Sort:
        score = [{"_score": "desc"}] if by_relevance or leveled else []
        return [*score, *([] if by_relevance else self._other_order()), {"key": "asc"}]

    def _other_order(self) -> Sort:
        if self.query.sort == "title":
            return [{"sort_title": "asc"}]
        if self.query.sort == "distance" and self.query.near:
            center = matching.on_earth(self.query.near)
            return [{"_geo_distance": {"place": center, "unit": "km", "order": "asc"}}] if center else []
        return [{"date": {"order": "desc", "missing": "_last"}}, {"sort_title": "asc"}]

    def _hits(self, answer: Answer, query: ParsedQuery) -> Iterator[Hit]:
        terms = terms_of(query, self.reader.analyzer)
        by_relevance = self._by_relevance(query)
        hits = answer.body["hits"]["hits"]
        found = (self._hit(hit, hit["sort"][0] if by_relevance else 0.0, terms) for hit in hits)
        return filter(None, found)

    def _hit(self, hit: Body, score: float, terms: Terms) -> Hit | None:
        language, near, code = self.reader.language, self.query.near, self.other_site(hit)
        if not code:
            return shown(hit["_id"], score, hit["_source"], terms, language, near)
        member = self.reader.members.get(code)
        if member is None:
            return None
        return hit_of(hit, member, self.reader.site_names[code], score, terms, language, near)

    # Other sites

    def other_site(self, hit: Body) -> str:
        """The code of the other site that a document is of, by the index that holds it."""
        code = code_of(hit["_index"]) if self.query.network else ""
        return "" if code == self.reader.names.prefix else code

    def _is_searched(self, code: str) -> bool:
        return code == self.reader.names.prefix or code in self.reader.members

    def _field(self, facet: str) -> str:
        """What holds a facet's values."""
        if not self.query.network:
            return matching.facet_field(facet)
        return "_index" if facet == SITE else matching.shared_field(facet)

    @property
    def _most_values(self) -> int:
        return MAX_VALUES_OF_OTHERS if self.query.network else MAX_VALUES

    def _shared_filters(self) -> dict[str, Query]:
        filters = {name: values for name, values in self.query.filters.items() if values}
        known = {name: [code for code in values if self._is_searched(code)] for name, values in filters.items()}
        return {
            name: matching.having_any("_index", [Names(code).documents for code in known[name]])
            if name == SITE
            else matching.having_facet(self._field(name), values)
            for name, values in filters.items()
        }


def shown(key: str, score: float, source: Source, terms: Terms, language: str, near: Point | None = None) -> Hit:
    """A document as a result has it."""
    title, summary, body = texts_in(source)
    point = point_in(source)
    away = distance(point, near) if point and near else None
    return Hit(key, score, title, snippet(f"{summary} {body}".strip(), terms), language, away)


def totals(searches: Mapping[str, tuple[Search, ParsedQuery]]) -> dict[str, int]:
    """How many documents have all the words, by language, where any does."""
    bodies = [search.counting(query) for search, query in searches.values()]
    if not bodies:
        return {}
    reader = next(iter(searches.values()))[0].reader
    answers = reader.search_all(bodies)
    counts = zip(searches, answers, strict=True)
    return {code: count for code, answer in counts if (count := answer["hits"]["total"]["value"])}
