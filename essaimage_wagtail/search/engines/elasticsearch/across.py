"""Questions in the words of other languages, all in one request."""

from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl.query import Bool, ConstantScore, MatchNone, Query

from ...query.foreign import Asked
from ...types import Hit, SearchResult
from . import matching
from .searching import Search
from .server import Body


def found_across(searches: Sequence[tuple[Search, Asked]]) -> dict[str, SearchResult]:
    """What each question finds, by language, where anything is found."""
    if not searches:
        return {}
    answers = searches[0][0].reader.search_all([_body(search, question) for search, question in searches])
    results = zip(searches, answers, strict=True)
    return {
        search.reader.language: _result(search, answer)
        for (search, _), answer in results
        if answer["hits"]["total"]["value"]
    }


def _body(search: Search, question: Asked) -> Body:
    things = [_either(Bool(must=matching.any_of(way)) for way in thing) for thing in question.things]
    rest = matching.any_of(question.rest) if things else []
    typed = [matching.all_words(question.typed)] if question.typed.wanted else []
    unwanted = matching.any_of(question.excluded)
    whole = _either([*([Bool(must=[*things, *rest], must_not=unwanted)] if things else []), *typed])
    some = [Bool(should=things, minimum_should_match=question.least, must_not=unwanted)] if things else []
    relevance = _either(matching.any_of(question.telling))
    # A document with all of it counts more than one that lacks anything.
    levels = [*map(_one, [*things, *rest]), ConstantScore(filter=whole, boost=float(len(things) + len(rest) + 1))]
    scored = [*levels, matching.below_one(relevance)]
    narrowed = search.narrowed
    filters = [*search.reader.visible, _either([*some, whole]), *narrowed]
    return {
        "query": Bool(filter=filters, should=scored, minimum_should_match=0).to_dict(),
        "aggs": {"whole": {"filter": whole.to_dict()}},
        "sort": [{"_score": "desc"}, {"key": "asc"}],
        "size": max(0, search.query.limit),
        "track_total_hits": True,
        "_source": ["text.title"],
    }


def _one(query: Query) -> Query:
    return ConstantScore(filter=query)


def _either(queries: Any) -> Query:
    queries = list(queries)
    return Bool(should=queries, minimum_should_match=1) if queries else MatchNone()


def _result(search: Search, answer: Body) -> SearchResult:
    language = search.reader.language
    hits = [
        Hit(hit["_id"], hit["sort"][0], hit["_source"]["text"]["title"], "", language) for hit in answer["hits"]["hits"]
    ]
    whole = answer["aggregations"]["whole"]["doc_count"]
    return SearchResult(hits, answer["hits"]["total"]["value"], {}, all_words=whole)
