"""Whatever an address of a search holds, there is an answer."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db

NAMES = [
    *("q", "type", "theme", "territory", "status", "usage", "kind", "mode", "completeness", "languages"),
    *("year_from", "year_to", "near", "lat", "lon", "radius", "sort", "view", "page", "format", "language", "limit"),
]
KNOWN = [
    *("", "jardin", "jardnis", '"jardin', "garden", "FR", "FR-59350", "XX", "running", "several", "es", "half", "redo"),
    *(
        "0",
        "-1",
        "1",
        "7",
        "2015",
        "99999999999999999999",
        "50.6",
        "180",
        "-90",
        "1e400",
        "nan",
        "inf",
        "date",
        "title",
    ),
    *(
        "distance",
        "relevance",
        "map",
        "list",
        "json",
        "geojson",
        "atom",
        "suggest",
        "opensearch",
        "fr",
        "tlh",
        "\u0663",
    ),
    *("\x00", "\x1b", "\u202e", "\ufffe", "\ufffd", "*", '"' * 500, "a" * 10_000, "( OR -", "{{ 7 }}", "'; --", "%"),
]
# Bytes as they come over the wire: what is no UTF-8, and lone surrogates, included.
values = st.one_of(
    st.sampled_from(KNOWN).map(str.encode),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=20),
)
queries = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=6).map(
    lambda pairs: "&".join(f"{name}={quote(value)}" for name, value in pairs)
)
harmless = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def some(site, make_sheet):
    garden = site.themes["garden"]["fr"]
    make_sheet("Jardin", themes=[garden], territory=site.territory.lille, start_year=2015)
    make_sheet("Café", territory=site.territory.france).copy_for_translation(
        site.locales["es"]
    ).save_revision().publish()
    return site


@harmless
@given(query=queries)
def test_a_directory_answers_whatever_is_asked(client, some, query):
    response = client.get(f"{some.directory['fr'].url}?{query}")
    assert response.status_code == (400 if _asks_unknown_format(response) else 200)


@harmless
@given(query=queries, name=st.sampled_from(["api/1/search", "api/1/suggest", "api/1/points", "search"]))
def test_addresses_answer_whatever_is_asked(client, some, query, name):
    response = client.get(f"/essaimage/{name}/?{query}")
    assert response.status_code == 200 or (
        response.status_code == 400 and (name.startswith("api") or _asks_unknown_format(response))
    )


def _asks_unknown_format(response):
    name = response.wsgi_request.GET.get("format")
    return bool(name) and name not in ("json", "geojson", "atom", "suggest", "opensearch")


@pytest.mark.parametrize("params", ["", "format=atom&", "format=geojson&", "view=map&"])
@pytest.mark.parametrize("name", ["api/1/search", "api/1/suggest", "api/1/points", "search", "directory"])
def test_more_parameters_than_django_takes_are_a_mistake(client, site, settings, name, params):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
    url = site.directory["fr"].url if name == "directory" else f"/essaimage/{name}/"
    assert client.get(f"{url}?{params}{'theme=a&' * 1001}").status_code == 400
