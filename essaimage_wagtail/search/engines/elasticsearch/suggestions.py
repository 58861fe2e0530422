"""Titles that a visitor may be about to type."""

from elasticsearch.dsl.query import Bool, ConstantScore, MatchAll, Prefix

from ...query.suggestions import Typed
from ...types import Suggestion
from . import matching
from .reading import Reader


def titles(typed: Typed, reader: Reader, limit: int) -> list[Suggestion]:
    """See :func:`...query.suggestions.suggestions`."""
    begun = [
        Bool(should=[Prefix(heading=way.tokens[0]) for way in ways], minimum_should_match=1)
        for ways in typed.beginnings()
    ]
    first = ConstantScore(filter=Prefix(sort_title=typed.surface))
    order = matching.boosted(MatchAll(), None, reader.moment)
    body = {
        "query": Bool(filter=[*reader.visible, *begun], should=[first, order], minimum_should_match=0).to_dict(),
        "sort": [{"_score": "desc"}, {"sort_title": "asc"}, {"key": "asc"}],
        "size": limit,
        "track_total_hits": False,
        "_source": ["text.title"],
    }
    hits = reader.server.search(reader.names.documents, body)["hits"]["hits"]
    return [Suggestion(hit["_source"]["text"]["title"], hit["_id"]) for hit in hits]
