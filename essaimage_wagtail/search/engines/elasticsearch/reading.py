"""What an Elasticsearch server is asked so that a question is understood."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.utils.timezone import now
from elasticsearch.dsl.query import Bool, ConstantScore, Prefix, Query, Term

from ...analysis.analyzer import Analyzer, get_analyzer
from ...query.parser import Alternative, Clause, ParsedQuery
from ...query.reader import IndexReader, KnownWord, Lookup
from ...query.site_words import SiteWords
from ...query.spelling import grams, transposed
from ...tables import SearchWord
from ...types import Scope
from . import matching
from .names import Names
from .network import Network
from .server import Body, Server, every

MAX_COUNTED = 1_000
"""Documents that are counted to tell how usual a word is."""
MAX_WORDS_MEASURED = 100
"""Words sharing most trigrams with an unknown one, whose distances are measured."""
MAX_WORDS = 10_000
"""Words of one lookup."""


class Reader(IndexReader):
    """``network``: the network whose sites are searched as well; ``read``: by language, the site's words that were read
    for the same answer."""

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
        self._known: dict[Clause, bool] = {}
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
        new = [clause for clause in dict.fromkeys(query.words) if clause not in self._known]
        counts = self.counts(matching.any_of(new), 1)
        self._known |= zip(new, map(bool, counts), strict=True)
        return {number for number, clause in enumerate(query.words) if self._known[clause]}

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
        answers = self.search_all([self.counting(query, at_most) for query in queries])
        return [answer["hits"]["total"]["value"] for answer in answers]

    def counting(self, query: Query, at_most: int | bool = True) -> Body:
        """A search that only counts what is in scope and meets a query: ``at_most`` documents, or a few more."""
        return self.body(query) | {"size": 0, "track_total_hits": at_most}

    def search(self, body: Body) -> Body:
        """The documents that a body finds, of every site that is searched."""
        return self.search_all([body])[0]

    def every(self, body: Body) -> Iterator[Body]:
        """All that a body finds, in no order that matters."""
        if self.network is None:
            return self.server.every(self.documents, body)
        # Two sites may have documents with the same key.
        return every(self.search, {"sort": [{"key": "asc"}, {"_index": "asc"}], **body})

    def search_all(self, bodies: Sequence[Body]) -> list[Body]:
        answers = self._ask(self.documents, bodies, across=self.network is not None)
        if self.network is not None:
            for answer in answers:
                self.network.heed(answer)
        return answers

    def _ask(self, index: str, bodies: Sequence[Body], *, across: bool = False) -> list[Body]:
        return self.server.search_all([(index, body) for body in bodies], across=across) if bodies else []

    def body(self, query: Query) -> Body:
        """A search for what is in scope and meets a query, whose scores do not count."""
        return {"query": Bool(filter=[*self.visible, query]).to_dict()}

    def look_up(self, lookups: Sequence[Lookup]) -> list[list[KnownWord]]:
        """Words that are compared are all asked for in one search of each column."""
        compared = [lookup for lookup in lookups if not lookup.beginning]
        together = {
            column: sorted({word for lookup in compared if lookup.column == column for word in lookup.among})
            for column in dict.fromkeys(lookup.column for lookup in compared)
        }
        asked = [Lookup(column, among) for column, among in together.items()]
        asked += [lookup for lookup in lookups if lookup.beginning]
        answers = self._ask(self.names.words, list(map(self._looking_up, asked)))
        found = iter([[_known(hit["_source"]) for hit in answer["hits"]["hits"]] for answer in answers])
        among = {column: next(found) for column in together}
        return [
            next(found)
            if lookup.beginning
            else [word for word in among[lookup.column] if getattr(word, lookup.column) in lookup.among]
            for lookup in lookups
        ]

    def _looking_up(self, lookup: Lookup) -> Body:
        column = lookup.column
        among = matching.having_any(column, lookup.among)
        wanted = Prefix(**{column: lookup.beginning}) if lookup.beginning else among
        order = ("met", "word") if lookup.first_met else (column, "word")
        return {
            "query": self._of_language(wanted),
            "size": MAX_WORDS if lookup.at_most is None else lookup.at_most,
            "sort": [{name: "asc"} for name in dict.fromkeys(order)],
            "track_total_hits": False,
            "_source": list(KnownWord._fields),
        }

    def similar_words(self, words: Sequence[str]) -> list[dict[str, str]]:
        answers = self._ask(self.names.words, [body for word in words for body in self._like(word)])
        sources = ([hit["_source"] for hit in answer["hits"]["hits"]] for answer in answers)
        found = [{source["word"]: source["display"] for source in some} for some in sources]
        return [swapped | sharing for swapped, sharing in zip(found[::2], found[1::2], strict=True)]

    def _like(self, word: str) -> list[Body]:
        """Two searches for the words that may have been meant by a mistyped one."""
        shown: Body = {"_source": ["word", "display"], "size": MAX_WORDS_MEASURED, "track_total_hits": False}
        shared: list[Query] = [ConstantScore(filter=Term(grams=gram)) for gram in grams(word, self.analyzer.prefix)]
        most = Bool(filter=[Term(language=self.language)], should=shared, minimum_should_match=1)
        return [
            shown | {"query": self._of_language(matching.having_any("word", transposed(word)))},
            shown | {"query": most.to_dict(), "sort": [{"_score": "desc"}, {"met": "asc"}, {"word": "asc"}]},
        ]

    def _of_language(self, query: Query) -> dict[str, Any]:
        return Bool(filter=[Term(language=self.language), query]).to_dict()


def _known(source: Body) -> KnownWord:
    return KnownWord(source["word"], source["display"], source.get("tail", ""))


@lru_cache(maxsize=32)
def _site_words(analyzer: Analyzer, rows: tuple[tuple[str, str, bool], ...]) -> SiteWords:
    return SiteWords(rows, analyzer)
