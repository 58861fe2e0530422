"""Where results are, on a map: point by point, or, where they are many, in groups that an engine counts."""

import re
from random import Random

import pytest

from essaimage_wagtail.drawing.map import Cluster, clusters
from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, get_engine, points
from essaimage_wagtail.search.engines.database import DatabaseEngine
from essaimage_wagtail.search.engines.fallback import FallbackEngine
from essaimage_wagtail.search.points import PointGroup, grouped, point_groups, some_points

from .visits import get

pytestmark = pytest.mark.django_db
MOST_POINTS = 20
LYON, BREST, RIGA = (45.76, 4.84), (48.39, -4.49), (56.95, 24.11)


@pytest.fixture
def few(monkeypatch):
    """So many points are told one by one, and no more."""
    monkeypatch.setattr(points, "MOST_APART", MOST_POINTS)


def documents(path="x"):
    """Two crowds, one of which is in one place, somebody far away, and two who are nowhere."""
    rnd = Random(5)  # noqa: S311
    near_lyon = [(round(LYON[0] + rnd.gauss(0, 1), 3), round(LYON[1] + rnd.gauss(0, 1), 3)) for _ in range(60)]
    places = [*near_lyon, *[BREST] * 30, RIGA, None, None]
    return [
        SearchDocument(
            f"00000000-0000-4000-8000-{number:012}:fr",
            "fr",
            "Jardin" if number % 2 else "Jardin potager",
            path=path,
            point=place,
            facets={"type": ["essaimage_pages.sheetpage"], "theme": [str(number % 3)]},
        )
        for number, place in enumerate(places)
    ]


def rounded(groups):
    """What can be compared: the server adds in another order."""
    return sorted((group.size, *(round(degrees, 6) for point in group[:3] for degrees in point)) for group in groups)


QUERIES = [
    SearchQuery("jardin", "fr"),
    SearchQuery("potager", "fr", limit=3, offset=6, facets=["theme"], sort="date"),
    SearchQuery("", "fr", filters={"theme": ["1", "2"]}),
    SearchQuery("jardin", "fr", near=LYON, radius=300),
    SearchQuery("jardin merveilleux", "fr"),
]


def test_many_points_are_grouped_as_they_are_where_they_are(few):
    engine = get_engine()
    engine.upsert(documents())
    for query in QUERIES:
        named = engine.points(query)
        groups = point_groups(engine, query)
        assert MOST_POINTS < len(named) == sum(group.size for group in groups)
        assert len(groups) < len(named)
        assert rounded(groups) == rounded(grouped(named)), query.text
    (brest,) = (group for group in point_groups(engine, QUERIES[0]) if group.size == 30)
    assert (brest.low, brest.high) == (BREST, BREST), "one place, whatever its mean is rounded to"
    assert point_groups(engine, SearchQuery("jardin", "fr", scope=Scope(paths=("y",)))) == []


@pytest.mark.parametrize("start", [0, 7, 90, 91, 5_000])
def test_some_points_are_those_that_follow_by_key(start):
    engine = FallbackEngine(get_engine(), DatabaseEngine()) if start == 7 else get_engine()
    engine.upsert(documents())
    for query in QUERIES:
        named = sorted(engine.points(query))
        assert some_points(engine, query, start, 20) == (named[start : start + 20], len(named)), query.text


def test_few_points_are_told_by_name(few):
    engine = get_engine()
    engine.upsert(documents()[-15:])
    groups = point_groups(engine, SearchQuery("jardin", "fr"))
    assert {(group.name, group.center) for group in groups} == {*engine.points(SearchQuery("jardin", "fr"))}
    assert len(groups) == 13


def test_an_engine_that_answers_for_another_groups_them_too(few):
    engine = FallbackEngine(get_engine(), DatabaseEngine())
    DatabaseEngine().upsert(documents())
    get_engine().upsert(documents())
    assert rounded(point_groups(engine, QUERIES[0])) == rounded(grouped(engine.points(QUERIES[0])))


def test_groups_are_drawn_and_lead_to_what_they_hold(few, client, site):
    get_engine().upsert(documents(path=site.directory["fr"].path))
    url = f"{site.directory['fr'].url}?q=jardin&view=map"
    html = get(client, url).content.decode()
    marks = re.findall(r'es-map__mark( es-map__mark--many)?" href="([^"]*)" aria-label="([^"]*)"', html)
    counts = [int(re.search(r"(\d+) initiative", label)[1]) for _, _, label in marks]
    assert sum(counts) == 91
    assert "91 sur 93" in html.replace("\u00a0", " ")
    for (_many, link, _label), count in zip(marks, counts, strict=True):
        found = get(client, link.replace("&amp;", "&")).context["directory"]
        assert found.results.total >= count
        assert found.question.layout == ("list" if count in (1, 30) else "map")


def test_a_mark_says_thousands_in_short():
    words = [Cluster(0, 0, (), LYON, count).words for count in (2, 999, 1_089, 345_678)]
    assert words == ["2", "999", "1\u202fk", "346\u202fk"]
    (crowd,) = clusters([PointGroup(LYON, LYON, BREST, 20_000)])
    assert crowd.corners == {LYON, BREST, (LYON[0], BREST[1]), (BREST[0], LYON[1])}
