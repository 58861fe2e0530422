"""Documents like another one: those that share its most telling words, and what they are filed under."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from elasticsearch.dsl.query import Bool, ConstantScore, Query, Term

from ...query import likeness
from ...query.likeness import DOCUMENTS_COMPARED, MAX_DOCUMENTS_OF_A_WORD, WORDS_LOOKED_UP
from ...query.matching import terms_of
from ...query.parser import Alternative, parse
from ...types import Hit
from . import matching
from .documents import SHOWN, Source, texts_in
from .reading import Reader
from .searching import MAX_VALUES, shown
from .server import Body


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents there are, how many others have each word, or two of them, and how many each value."""

    number: int
    words: Mapping[frozenset[str], int]
    values: Mapping[str, Mapping[str, int]]
    """By facet."""

    def of(self, *words: str) -> int:
        return self.words.get(frozenset(words), 0)

    def are_said_together(self, word: str, other: str) -> bool:
        both = self.of(word, other)
        return likeness.are_said_together(self.of(word), both, self.of(word) + self.of(other) - both)


class Similar:
    """What resembles one document, among those that pass filters."""

    def __init__(
        self, key: str, reader: Reader, filters: Mapping[str, Sequence[str]], alike: Mapping[str, float]
    ) -> None:
        self.itself: Query = Term(key=key)
        self.reader = reader
        self.alike = alike
        self.filters = list(matching.facet_filters(filters).values())
        self.read = [*SHOWN, *map(matching.facet_field, alike)]

    def hits(self, limit: int) -> list[Hit]:
        """The ``limit`` most similar documents, the most similar first; none if the document itself is not in scope."""
        found = self._search(self.itself, {"size": 1, "_source": self.read})["hits"]["hits"]
        if limit < 1 or not found:
            return []
        itself: Source = found[0]["_source"]
        weights = likeness.weights(texts_in(itself), self.reader.analyzer)
        counts = self._counts(nlargest(WORDS_LOOKED_UP, weights, key=lambda word: (weights[word], word)))
        values = {
            word: weights[word] * likeness.rarity(count, counts.number)
            for word in weights
            if 0 < (count := counts.of(word)) <= MAX_DOCUMENTS_OF_A_WORD
        }
        telling = likeness.telling(values, counts.are_said_together)
        others = self._sharing({word: values[word] for word in telling})
        scores = self._scores(others, values, itself, counts)
        ranked = sorted(zip(scores, others, strict=True), key=lambda pair: (-pair[0], pair[1]["_id"]))
        terms = terms_of(parse("", self.reader.analyzer), self.reader.analyzer)
        return [shown(hit["_id"], score, hit["_source"], terms, self.reader.language) for score, hit in ranked[:limit]]

    def _search(self, query: Query, options: Body) -> Body:
        return self.reader.server.search(self.reader.names.documents, self.reader.body(query) | options)

    def _counts(self, words: Sequence[str]) -> Counts:
        having = {str(number): self._having(word).to_dict() for number, word in enumerate(words)}
        others: Body = {"filter": Bool(must_not=[self.itself]).to_dict()}
        if words:
            others["aggs"] = {"words": {"adjacency_matrix": {"filters": having}}}
        facets: Body = {
            f"facet_{number}": {"terms": {"field": matching.facet_field(name), "size": MAX_VALUES}}
            for number, name in enumerate(self.alike)
        }
        options = {"size": 0, "track_total_hits": True, "aggs": {"others": others, **facets}}
        answer = self._search(Bool(filter=self.filters), options)
        found = answer["aggregations"]
        buckets = found["others"].get("words", {}).get("buckets", [])
        together = {
            frozenset(words[int(number)] for number in bucket["key"].split("&")): bucket["doc_count"]
            for bucket in buckets
        }
        values = {
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[f"facet_{number}"]["buckets"]}
            for number, name in enumerate(self.alike)
        }
        return Counts(answer["hits"]["total"]["value"], together, values)

    def _having(self, word: str) -> Query:
        return matching.meeting(Alternative("any", (self.reader.analyzer.token(word),)))

    def _sharing(self, values: Mapping[str, float]) -> list[Body]:
        """The other documents with most of some words, each with its value."""
        if not values:
            return []
        shared = [
            ConstantScore(filter=self._having(word), boost=value, _name=word).to_dict()
            for word, value in values.items()
        ]
        among = Bool(filter=[*self.reader.visible, *self.filters], must_not=[self.itself]).to_dict()
        query = {"bool": {**among["bool"], "should": shared, "minimum_should_match": 1}}
        body = {
            "query": query,
            "size": DOCUMENTS_COMPARED,
            "sort": [{"_score": "desc"}, {"key": "desc"}],
            "_source": self.read,
        }
        hits: list[Body] = self.reader.server.search(self.reader.names.documents, body)["hits"]["hits"]
        return hits

    def _scores(
        self, others: Sequence[Body], values: Mapping[str, float], itself: Source, counts: Counts
    ) -> list[float]:
        usual = likeness.usual_length(texts_in(hit["_source"]) for hit in others)
        return [
            likeness.shared_words(
                {word: values[word] for word in hit["matched_queries"]},
                texts_in(hit["_source"]),
                usual,
                self.reader.analyzer,
            )
            + sum(self._shared_values(name, itself, hit["_source"], counts) for name in self.alike)
            for hit in others
        ]

    def _shared_values(self, name: str, itself: Source, other: Source, counts: Counts) -> float:
        both = set(_values(itself, name)).intersection(_values(other, name))
        known = counts.values[name]
        return likeness.shared_values(both & known.keys(), self.alike[name], known, counts.number)


def _values(source: Source, facet: str) -> list[str]:
    values: list[str] = source.get("facets", {}).get(facet, [])
    return values
