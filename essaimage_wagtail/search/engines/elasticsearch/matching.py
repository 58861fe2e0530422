"""From clauses, scopes and filters to Elasticsearch's queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite, isnan
from typing import Any

from elasticsearch.dsl.function import BoostFactor, ScoreFunction
from elasticsearch.dsl.function import ScriptScore as ScriptScoreFunction
from elasticsearch.dsl.query import (
    Bool,
    CombinedFields,
    ConstantScore,
    Exists,
    FunctionScore,
    GeoBoundingBox,
    GeoDistance,
    Intervals,
    MatchAll,
    MatchNone,
    MultiMatch,
    Prefix,
    Query,
    Range,
    ScriptScore,
    Term,
    Terms,
)

from ...analysis.analyzer import Analyzer
from ...query.order import (
    COMPLETENESS_BOOST,
    FRESHNESS_BOOST,
    MAX_NEAR_WORDS,
    NEAR_WORDS_APART,
    NEARNESS_FACTOR,
    SECONDS_IN_A_YEAR,
)
from ...query.parser import Alternative, Clause, ParsedQuery
from ...storing import storable
from ...types import Box, Point, Scope, SearchQuery
from ...types import Range as Limits

MAIN = ("title^16", "summary^8", "body^2", "rest^1", "alt^1.6", "heading^12")
SURFACE = ("heading^12", "surface^1", "alt^1.6")
"""Where tokens are, with twice the weights of the columns on SQLite: Elasticsearch takes none below 1."""
NEAR = ("title", "summary", "body", "rest", "alt")
"""Where words may be close to one another."""
MAX_BEGUN = 1_000
"""Words that the last word of a phrase may be the beginning of, at most; a single word may begin any number."""
HALF_SCORE = 10.0
"""The relevance that counts half where it must not lift a document above one with more of the words."""
FARTHEST = 20_100.0
"""Kilometres between two points of the Earth, at most."""

BOOST = """
double complete = doc['numbers.completeness'].size() == 0 ? 0 : doc['numbers.completeness'].value;
double age = doc['reviewed'].size() == 0 ? 0 : Math.max(0, params.now - doc['reviewed'].value) / params.year;
double fresh = doc['reviewed'].size() == 0 ? 0 : 1 / (1 + age);
return 1 + params.completeness * Math.min(1, Math.max(0, complete)) + params.freshness * fresh;
"""
"""As :func:`...query.order.boost`."""


# Words


def there() -> Query:
    """All documents but those that are marked as gone for a rebuild."""
    return Bool(must_not=[Exists(field="gone")])


def meeting(way: Alternative) -> Query:
    """What documents meet in one way."""
    query = _having(way.how, way.tokens)
    return Bool(must=[query], filter=[_having("any", way.written)]) if way.written else query


def _having(how: str, tokens: Sequence[str]) -> Query:
    text, fields = " ".join(tokens), list(SURFACE if "__" in tokens[0] else MAIN)
    if how == "prefix":
        if len(tokens) > 1:
            return MultiMatch(query=text, fields=fields, type="phrase_prefix", max_expansions=MAX_BEGUN)
        return Bool(should=[_beginning(field, text) for field in fields], minimum_should_match=1)
    if how == "phrase" and len(tokens) > 1:
        return MultiMatch(query=text, fields=fields, type="phrase")
    return CombinedFields(query=text, fields=fields, operator="and" if how == "all" else "or")


def _beginning(field: str, token: str) -> Query:
    name, _, weight = field.partition("^")
    return Prefix(**{name: {"value": token, "boost": float(weight)}})


def any_of(clauses: Iterable[Clause]) -> list[Query]:
    """One query for each clause: any of its alternatives."""
    return [Bool(should=[meeting(way) for way in clause.alternatives], minimum_should_match=1) for clause in clauses]


def all_words(query: ParsedQuery) -> Query:
    """Documents with all the words; all documents if nothing was asked, none if there is no word in it."""
    if query.says_nothing:
        return MatchNone()
    return Bool(must=any_of(query.wanted) or [MatchAll()], must_not=any_of(query.excluded))


def some_words(query: ParsedQuery, at_least: int, *, counting: bool = False) -> Query:
    """Documents with ``at_least`` so many of the words, and with all that is required; ``counting``: their score is how
    many words they have."""
    words = any_of(query.words)
    return Bool(
        should=[ConstantScore(filter=word) for word in words] if counting else words,
        minimum_should_match=at_least,
        filter=any_of(query.required),
        must_not=any_of(query.excluded),
    )


def main_words(query: ParsedQuery) -> Query:
    """The query that scores documents which lack some words: any of the words, without what they also stand for."""
    clauses = (replace(clause, alternatives=clause.alternatives[:1]) for clause in query.wanted)
    return Bool(should=any_of(clauses), minimum_should_match=1)


def near_words(query: ParsedQuery, analyzer: Analyzer) -> Query | None:
    """Documents with all the words close to one another, in any order."""
    words = [analyzer.token(clause.form.main) for clause in query.words if clause.form]
    if not 2 <= len(words) <= MAX_NEAR_WORDS:
        return None
    rule = {
        "all_of": {
            "intervals": [{"match": {"query": word}} for word in words],
            "ordered": False,
            "max_gaps": NEAR_WORDS_APART * len(words),
        }
    }
    return Bool(should=[Intervals(**{field: rule}) for field in NEAR], minimum_should_match=1)


# Order


def boosted(relevance: Query, near: Query | None, moment: float) -> Query:
    """Documents by their relevance; those with the words close to one another count more, and among equals those that
    are complete and were reviewed lately."""
    functions: list[ScoreFunction] = [ScriptScoreFunction(script={"source": BOOST, "params": _parameters(moment)})]
    if near is not None:
        functions.append(BoostFactor(weight=NEARNESS_FACTOR, filter=near))
    return FunctionScore(query=relevance, functions=functions, score_mode="multiply", boost_mode="multiply")


def _parameters(moment: float) -> dict[str, float]:
    return {
        "now": moment,
        "year": SECONDS_IN_A_YEAR,
        "completeness": COMPLETENESS_BOOST,
        "freshness": FRESHNESS_BOOST,
    }


def leveled(query: ParsedQuery, at_least: int) -> Query:
    """Documents with so many of the words, scored by how many they have: 2 for all of them, 1 for most, 0 for fewer."""
    numbers = {"all": len(query.words), "most": query.most}
    script = "_score >= params.all ? 2 : _score >= params.most ? 1 : 0"
    return ScriptScore(query=some_words(query, at_least, counting=True), script={"source": script, "params": numbers})


def below_one(relevance: Query) -> Query:
    """A relevance that never makes up for a level."""
    script = {"source": "_score / (_score + params.half)", "params": {"half": HALF_SCORE}}
    return ScriptScore(query=relevance, script=script)


# What may be found at all


def visible(language: str, scope: Scope, moment: float, own: str = "") -> list[Query]:
    """The filters of a language and a scope at a moment (seconds since 1970).

    ``own``: the alias of the site's own documents, where those of other sites are searched as well: of these, all
    that is public, wherever it stands in their trees.
    """
    beyond = [Range(valid_from={"gt": moment}), Range(valid_until={"lte": moment})]
    within, without = _in_scope(scope)
    if not own:
        return [Term(language=language), *within, Bool(must_not=[*beyond, *without])]
    ours = Bool(filter=[Term(_index=own), *within], must_not=without)
    theirs = Bool(filter=[Term(audience="public"), Exists(field="key")], must_not=[Term(_index=own)])
    reached = Bool(should=[ours, theirs], minimum_should_match=1)
    return [Term(language=language), reached, Bool(must_not=beyond)]


def _in_scope(scope: Scope) -> tuple[list[Query], list[Query]]:
    """What documents in a scope meet, and what they do not."""
    within = [having_any("audience", list(map(storable, scope.audiences)))]
    if "" not in scope.paths:
        inside = [Prefix(path=storable(path)) for path in scope.paths]
        within.append(Bool(should=inside, minimum_should_match=1) if inside else MatchNone())
    return within, [Prefix(path=storable(path)) for path in scope.without]


def facet_filters(filters: Mapping[str, Sequence[str]]) -> dict[str, Query]:
    """By facet, what has any of the values that it is filtered by."""
    return {name: having_facet(facet_field(name), values) for name, values in filters.items() if values}


def having_facet(field: str, values: Sequence[str]) -> Query:
    return having_any(field, [storable(str(value)) for value in values])


def having_any(field: str, values: Sequence[str]) -> Query:
    """What has any of the values in a field of keywords."""
    terms: dict[str, Any] = {field: list(values)}
    return Terms(**terms)


def facet_field(name: str) -> str:
    return f"facets.{storable(name)}"


def shared_field(name: str) -> str:
    """The field of a facet's codes that mean the same on every site."""
    return f"shared.{storable(name)}"


def limits(query: SearchQuery) -> list[Query]:
    """The filters of the query's ranges and of its places."""
    found = [_within(name, bounds) for name, bounds in query.ranges.items()]
    if query.near is not None and query.radius is not None:
        found.append(_around(query.near, query.radius))
    if query.box is not None:
        found.append(_inside(query.box))
    if query.unplaced:
        found.append(Bool(must_not=[Exists(field="place")]))
    return found


def _within(name: str, bounds: Limits) -> Query:
    low = -inf if bounds[0] is None else bounds[0]
    high = inf if bounds[1] is None else bounds[1]
    if isnan(low) or isnan(high) or low == inf or high == -inf:
        return MatchNone()
    bounded = {side: value for side, value in (("gte", low), ("lte", high)) if isfinite(value)}
    field = f"numbers.{storable(name)}"
    return Range(**{field: bounded}) if bounded else Exists(field=field)


def _around(near: Point, kilometres: float) -> Query:
    center = on_earth(near)
    if center is None or not kilometres >= 0:
        return MatchNone()
    # A radius of nothing is refused; a millimetre is less than a point is rounded by.
    return GeoDistance(distance=f"{min(max(kilometres, 1e-6), FARTHEST)}km", place=center)


def _inside(box: Box) -> Query:
    west, south, east, north = box
    if not all(map(isfinite, box)) or south > north:
        return MatchNone()
    corners = {"top_left": {"lat": north, "lon": west}, "bottom_right": {"lat": south, "lon": east}}
    return GeoBoundingBox(place=corners)


def on_earth(point: Point) -> dict[str, float] | None:
    """A point as Elasticsearch takes it: beyond a pole, it is at the pole; None for a point that is not finite."""
    latitude, longitude = point
    if not (isfinite(latitude) and isfinite(longitude)):
        return None
    return {"lat": min(90.0, max(-90.0, latitude)), "lon": (longitude + 180.0) % 360.0 - 180.0}
