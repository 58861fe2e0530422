"""From a query to requests, and from their answers to a result.

One request finds, filters, counts and sorts. Filters of facets apply after facets are counted, each of which is counted
with all filters but its own; what they are all counted among tells how many documents have all the words. If these are
too few, a second request asks for those with most of the words and for those with any.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from elasticsearch.dsl.query import Bool, Exists, MatchAll, Query

from ...query.matching import Terms, terms_of
from ...query.order import distance
from ...query.parser import ParsedQuery
from ...query.snippets import snippet
from ...query.understanding import MIN_DOCUMENTS_WITH_ALL, Understood, understood
from ...types import Hit, Point, SearchQuery, SearchResult
from . import matching
from .documents import SHOWN, Source, point_in, texts_in
from .reading import Reader
from .server import Body

DEEPEST = 10_000
"""Documents in one order of which pages are shown: Elasticsearch sorts no more (``index.max_result_window``)."""
MAX_VALUES = 10_000
"""Values of a facet that are counted: the most frequent ones."""

Sort = list[Body]


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's answer, and what it was asked for."""

    matching: Query
    body: Body
    leveled: bool = False

    def __len__(self) -> int:
        """How many documents in scope match, before any filter."""
        return self.count("in_scope")

    @property
    def total(self) -> int:
        value: int = self.body["hits"]["total"]["value"]
        return value

    @property
    def all_words(self) -> int:
        return self.count("all_words") if self.leveled else self.total

    def count(self, name: str) -> int:
        value: int = self.body["aggregations"][name]["doc_count"]
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
        self.filters = matching.facet_filters(query.filters)
        self.limits = matching.limits(query)

    def result(self) -> SearchResult:
        meant, answer = self._asked()
        hits = list(self._hits(answer, meant.query))
        facets = self._facets(answer)
        return SearchResult(hits, answer.total, facets, meant.correction, meant.did_you_mean, answer.all_words)

    def points(self) -> Iterator[tuple[str, Point]]:
        """Of all that is found."""
        _, answer = self._asked()
        filters = [answer.matching, *self._narrowed(), Exists(field="latitude")]
        body = self.reader.body(Bool(filter=filters)) | {"docvalue_fields": ["latitude", "longitude"]}
        for hit in self.reader.server.every(self.reader.names.documents, body):
            fields = hit["fields"]
            yield hit["_id"], (fields["latitude"][0], fields["longitude"][0])

    def counting(self, query: ParsedQuery) -> Body:
        """A search that only counts what has all the words of a query."""
        body = self.reader.body(Bool(filter=[matching.all_words(query), *self._narrowed()]))
        return body | {"size": 0, "track_total_hits": True}

    def _asked(self) -> tuple[Understood[Answer], Answer]:
        """What the query means, and what it finds."""
        meant = understood(self.query.text, self.reader, self._find, correct=self.query.correct)
        return meant, self._relaxed(meant.query) if meant.wants_more else meant.found

    def _find(self, query: ParsedQuery) -> Answer:
        """The documents with all the words."""
        found = matching.all_words(query)
        scored = [self._boosted(found, query)] if self._by_relevance(query) else []
        sort = self._sort(by_relevance=bool(scored), leveled=False)
        body = self._body(found, scored, sort)
        return Answer(found, self.reader.server.search(self.reader.names.documents, body))

    def _relaxed(self, query: ParsedQuery) -> Answer:
        """The documents with most of the words, or with any of them if these are too few."""
        numbers = (len(query.words) // 2 + 1, 0 if query.required else 1)
        found = [matching.some_words(query, at_least) for at_least in numbers]
        bodies = [self._leveled(some, query) for some in found]
        answers = self.reader.server.search_all(self.reader.names.documents, bodies)
        most, any_word = (Answer(some, body, leveled=True) for some, body in zip(found, answers, strict=True))
        return most if len(most) >= MIN_DOCUMENTS_WITH_ALL else any_word

    def _leveled(self, found: Query, query: ParsedQuery) -> Body:
        """A search in which no score lifts a document above one with more of the words."""
        everything, most = matching.all_words(query), matching.some_words(query, len(query.words) // 2 + 1)
        relevance = self._boosted(matching.main_words(query), query) if self._by_relevance(query) else None
        sort = self._sort(by_relevance=relevance is not None, leveled=True)
        body = self._body(found, [Bool(should=matching.leveled(relevance, everything, most))], sort)
        body["aggs"]["all_words"] = {"filter": Bool(filter=[everything, *self._narrowed()]).to_dict()}
        return body

    def _body(self, found: Query, scored: Sequence[Query], sort: Sort) -> Body:
        offset, limit = max(0, self.query.offset), max(0, self.query.limit)
        room = max(0, DEEPEST - offset)
        # What scores need not be met: it is in what is found if it must be.
        query = Bool(filter=[*self.reader.visible, found], should=list(scored), minimum_should_match=0)
        return {
            "query": query.to_dict(),
            "post_filter": Bool(filter=self._narrowed() or [MatchAll()]).to_dict(),
            "aggs": {"in_scope": {"filter": MatchAll().to_dict()}, **self._counted()},
            "sort": sort,
            "from": offset if room else 0,
            "size": min(limit, room),
            "track_total_hits": True,
            "_source": SHOWN,
        }

    def _narrowed(self, without: str = "") -> list[Query]:
        """All filters but that of a facet."""
        return [*self.limits, *(kept for name, kept in self.filters.items() if name != without)]

    def _counted(self) -> dict[str, Body]:
        """The aggregations of the facets that are asked for."""
        return {
            f"facet_{number}": {
                "filter": Bool(filter=self._narrowed(without=name) or [MatchAll()]).to_dict(),
                "aggs": {"values": {"terms": {"field": matching.facet_field(name), "size": MAX_VALUES}}},
            }
            for number, name in enumerate(self.query.facets)
        }

    def _facets(self, answer: Answer) -> dict[str, dict[str, int]]:
        """The counts, the most frequent value first. A visitor who chose a value that nothing has can let it go."""
        counts = {}
        for number, name in enumerate(self.query.facets):
            found = answer.values(number)
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
        for hit in answer.body["hits"]["hits"]:
            score = hit["sort"][0] if by_relevance else 0.0
            yield shown(hit["_id"], score, hit["_source"], terms, self.reader.language, self.query.near)


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
    answers = reader.server.search_all(reader.names.documents, bodies)
    counts = zip(searches, answers, strict=True)
    return {code: count for code, answer in counts if (count := answer["hits"]["total"]["value"])}
