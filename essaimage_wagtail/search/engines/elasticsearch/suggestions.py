"""What a visitor may be about to type."""

from elasticsearch.dsl.query import Bool, ConstantScore, MatchAll, Prefix

from ...query.suggestions import Typed
from ...types import Suggestion
from . import matching
from .reading import Reader


def suggestions(prefix: str, reader: Reader, limit: int) -> list[Suggestion]:
    """Titles with all the words typed, the last one as a beginning, then words that begin so.

    Titles that begin with what was typed come first; of the others the complete and lately reviewed ones. Words come
    by the number of documents that have them. Nothing is suggested of documents out of scope.
    """
    typed = Typed(prefix, reader)
    if not typed.forms or limit < 1:
        return []
    titles = _titles(typed, reader, limit)
    return titles + typed.words(limit - len(titles))


def _titles(typed: Typed, reader: Reader, limit: int) -> list[Suggestion]:
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
