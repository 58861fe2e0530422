"""What an Elasticsearch server is asked so that a question is understood."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.timezone import now
from elasticsearch.dsl.query import Bool, ConstantScore, Prefix, Query, Term

from ...analysis.analyzer import Analyzer, get_analyzer
from ...query.parser import Alternative, ParsedQuery
from ...query.reader import IndexReader, KnownWord, Lookup
from ...query.site_words import SiteWords
from ...query.spelling import grams, transposed
from ...tables import SearchWord
from ...types import Scope
from . import matching
from .names import Names
from .network import Network
from .server import Body, Request, Server, every

MAX_COUNTED = 1_000
"""Documents that are counted to tell how usual a word is."""
MAX_WORDS_MEASURED = 100
"""Words sharing most trigrams with an unknown one, whose distances are measured."""
MAX_WORDS = 10_000
"""Words of one lookup."""
READ: Body = {"_source": False, "stored_fields": "_none_", "docvalue_fields": list(KnownWord._fields)}
"""What is read of a word: from where the server has it ready, in a third of the time."""


class Reader(IndexReader):
    """``network``: that whose sites are searched as well; ``read``: by language, the site's words that were read for
    the same answer."""

    def __init__(
        self,
        server: Server,
        names: Names,
        language: str,
        scope: Scope,
        using: str,
        network: Network | None = None,
        read: dict[str, SiteWords] | None = None,
    ) -> None:
        self.server = server
        self.names = names
        self.network = network
        self.members = network.members(server) if network else {}
        self.site_names = network.names_of(self.members) if network else {}
        self.documents = ",".join([names.documents, *(member.documents for member in self.members.values())])
        self.analyzer = get_analyzer(language)
        self.language = language
        self.scope = scope
        self.using = using
        self._read = {} if read is None else read
        self._told: dict[str, Body] = {}
        """Answers by request: one question asks some things again."""
        self._displays: dict[str, str] = {}
        self.moment = now().timestamp()
        self.visible = matching.visible(language, scope, self.moment, names.documents if network else "")

    @property
    def words(self) -> SiteWords:
        if self.language not in self._read:
            codes = {self.language, self.analyzer.language.code}
            rows = SearchWord.objects.using(self.using).filter(language__in=codes).order_by("pk")
            words = tuple(rows.values_list("word", "synonyms", "as_written"))
            self._read[self.language] = _site_words(self.analyzer, words)
        return self._read[self.language]

    @property
    def has_documents(self) -> bool:
        return True

    def known(self, query: ParsedQuery) -> set[int]:
        answers = self.told(self.asking_for_known(query))
        return {number for number, answer in enumerate(answers) if answer["hits"]["total"]["value"]}

    def asking_for_known(self, query: ParsedQuery) -> list[Request]:
        """What :meth:`known` asks."""
        return [self.counting(word, 1) for word in matching.any_of(query.words)]

    def usual(self, words: Sequence[str], beside: ParsedQuery | None = None) -> list[int]:
        also = [] if beside is None else [matching.all_words(beside)]
        distinct = list(dict.fromkeys(words))
        ways = (Alternative("any", self.analyzer.written_tokens(word)) for word in distinct)
        counts = self.counts([Bool(filter=[matching.meeting(way), *also]) for way in ways], MAX_COUNTED)
        return list(map(dict(zip(distinct, counts, strict=True)).__getitem__, words))

    def any_meets(self, needs: Sequence[Sequence[Alternative]]) -> list[bool]:
        return list(map(bool, self.counts([Bool(filter=list(map(matching.meeting, ways))) for ways in needs], 1)))

    def counts(self, queries: Sequence[Query], at_most: int) -> list[int]:
        """How many documents in scope meet each query; ``at_most`` are counted, or a few more."""
        answers = self.told([self.counting(query, at_most) for query in queries])
        return [answer["hits"]["total"]["value"] for answer in answers]

    def counting(self, query: Query, at_most: int | bool = True) -> Request:
        """A search that only counts what is in scope and meets a query: ``at_most`` documents, or a few more."""
        return self.documents, self.body(query) | {"size": 0, "track_total_hits": at_most}

    def search(self, body: Body) -> Body:
        """The documents that a body finds, of every site that is searched."""
        (answer,) = self.told([(self.documents, body)])
        return answer

    def told(self, requests: Sequence[Request]) -> list[Body]:
        """The answers to requests: those that were not asked before are sent together."""
        marks = [json.dumps(request) for request in requests]
        new = {mark: request for mark, request in zip(marks, requests, strict=True) if mark not in self._told}
        self._told.update(zip(new, self._ask(list(new.values())), strict=True))
        return [self._told[mark] for mark in marks]

    def _ask(self, requests: Sequence[Request]) -> list[Body]:
        if self.network is None:
            return [self.server.search(*requests[0])] if len(requests) == 1 else self.server.search_all(requests)
        answers = self.server.search_all(requests, self.documents)
        for (index, _), answer in zip(requests, answers, strict=True):
            if index == self.documents:
                self.network.heed(answer)
        return answers

    def every(self, body: Body) -> Iterator[Body]:
        """All that a body finds, in no order that matters."""
        if self.network is None:
            return self.server.every(self.documents, body)
        # Two sites may have documents with the same key.
        return every(self.search, {"sort": [{"key": "asc"}, {"_index": "asc"}], **body})

    def body(self, query: Query) -> Body:
        """A search for what is in scope and meets a query, whose scores do not count."""
        return {"query": Bool(filter=[*self.visible, query]).to_dict()}

    def look_up(self, lookups: Sequence[Lookup]) -> list[list[KnownWord]]:
        return [list(map(_known, answer["hits"]["hits"])) for answer in self.told(self.asking_for(lookups))]

    def asking_for(self, lookups: Sequence[Lookup]) -> list[Request]:
        """What :meth:`look_up` asks."""
        return [(self.names.words, self._looking_up(lookup)) for lookup in lookups]

    def _looking_up(self, lookup: Lookup) -> Body:
        column = lookup.column
        among = matching.having_any(column, lookup.among)
        wanted = Prefix(**{column: lookup.beginning}) if lookup.beginning else among
        order = ("met", "word") if lookup.first_met else (column, "word")
        return {
            "query": self._of_language(wanted),
            "size": MAX_WORDS if lookup.at_most is None else lookup.at_most,
            "sort": [{name: "asc"} for name in dict.fromkeys(order)],
            **READ,
        }

    def similar_words(self, words: Sequence[str]) -> list[dict[str, str]]:
        answers = self.told(self.asking_for_similar(words))
        found = [{known.word: known.display for known in map(_known, answer["hits"]["hits"])} for answer in answers]
        for some in found:
            self._displays |= some
        return [swapped | sharing for swapped, sharing in zip(found[::2], found[1::2], strict=True)]

    def asking_for_similar(self, words: Iterable[str]) -> list[Request]:
        """What :meth:`similar_words` asks: two searches for each word."""
        return [(self.names.words, body) for word in words for body in self._like(word)]

    def _like(self, word: str) -> list[Body]:
        """Two searches for the words that one may be mistyped for."""
        shown: Body = {"size": MAX_WORDS_MEASURED, **READ}
        shared: list[Query] = [ConstantScore(filter=Term(grams=gram)) for gram in grams(word, self.analyzer.prefix)]
        most = Bool(filter=[Term(language=self.language)], should=shared, minimum_should_match=1)
        return [
            shown | {"query": self._of_language(matching.having_any("word", transposed(word)))},
            shown | {"query": most.to_dict(), "sort": [{"_score": "desc"}, {"met": "asc"}, {"word": "asc"}]},
        ]

    def displays(self, words: Iterable[str]) -> Mapping[str, str]:
        words = list(words)
        missing = [word for word in words if word not in self._displays]
        found = super().displays(missing) if missing else {}
        return {word: self._displays[word] for word in words if word in self._displays} | dict(found)

    def _of_language(self, query: Query) -> dict[str, Any]:
        return Bool(filter=[Term(language=self.language), query]).to_dict()


class Rehearsal(IndexReader):
    """Answers as an index would that knows no word, and notes what it was asked for."""

    has_documents = True

    def __init__(self, reader: IndexReader) -> None:
        self.analyzer = reader.analyzer
        self.language = reader.language
        self.lookups: list[Lookup] = []
        self._reader = reader

    @property
    def words(self) -> SiteWords:
        return self._reader.words

    def look_up(self, lookups: Sequence[Lookup]) -> list[list[KnownWord]]:
        self.lookups += lookups
        return [[] for _ in lookups]

    def similar_words(self, words: Sequence[str]) -> list[dict[str, str]]:
        return [{} for _ in words]

    def known(self, query: ParsedQuery) -> set[int]:
        return set()

    def usual(self, words: Sequence[str], beside: ParsedQuery | None = None) -> list[int]:
        return [0] * len(words)

    def any_meets(self, needs: Sequence[Sequence[Alternative]]) -> list[bool]:
        return [False] * len(needs)


def _known(hit: Body) -> KnownWord:
    fields = hit["fields"]
    return KnownWord(*(fields.get(name, [""])[0] for name in KnownWord._fields))


@lru_cache(maxsize=32)
def _site_words(analyzer: Analyzer, rows: tuple[tuple[str, str, bool], ...]) -> SiteWords:
    return SiteWords(rows, analyzer)
