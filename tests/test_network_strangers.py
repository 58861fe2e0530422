"""Other sites of a network that are away, old, or write what they like."""

import os

import pytest
from django.core.management import call_command
from wagtail.models import Site

from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.engines import _engine
from essaimage_wagtail.search.engines.elasticsearch.mappings import VERSION

from .network import LILLE, STRANGERS, WIDE, find, forget_sites, stored, told, visit, wanted, without
from .visits import get, search, titles

pytest_plugins = ["tests.network"]
pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]

HOSTILE = {
    "nothing is wrong": stored(),
    "no text": without(stored(), "text"),
    "a text that is none": stored(text="<script>alert(1)</script>"),
    "texts of other types": stored(text={"title": ["a"], "summary": {"b": 1}, "body": 7}),
    "markup": stored(text={"title": "<script>alert(1)</script>", "summary": "<img src=x onerror=alert(1)>"}),
    "signs that turn a line": stored(text={"title": "a\u202eb\nc\u0000d"}),
    "labels of other types": stored(labels=["x"]),
    "a facet's labels of other types": stored(labels={"territory": "FR", "theme": ["x"], "type": {"sheets": {"a": 1}}}),
    "markup in labels": stored(labels={"territory": {"FR-59": "<b>x</b>", "BE": "<i>"}, "theme": {"<u>": "<s>"}}),
    "many values": stored(facets={"theme": {f"<b>{number}": f"<b>{number}" for number in range(3_000)}}, number=1),
    "a point as words": stored(latitude="51.05", longitude="3.72"),
    "a point nowhere": without(stored(latitude=1e300, longitude=-1e300), "place"),
    "half a point": without(stored(), "longitude"),
    "several points": stored(latitude=[51, 2], longitude=[3, 400]),
    "a key that leads elsewhere": stored(key="../../admin?x=<y>#:fr"),
    "no key": without(stored(), "key"),
    "facets that are no lists": stored(shared={"type": "sheets", "theme": {"a": {"b": "c"}}, "site": LILLE}),
    "far in the future": stored(date=1e300, reviewed=1e300, numbers={"completeness": 1e300, "x": [1, 2]}),
    "unknown numbers": stored(numbers={f"n{number}": number for number in range(200)}),
}


def test_what_another_site_writes_is_data(lille, client, make_sheet, stranger):
    make_sheet("Jardin des Moulins", territory=lille.territory.lille)
    code = stranger(*HOSTILE.values())
    for params in ({}, {"sort": "title"}, {"sort": "date"}, {"view": "map"}, {"near": "FR-59350", "sort": "distance"}):
        page = visit(client, lille, q="jardin", **params, **WIDE)
        assert code in page.select_one("[data-essaimage-facet=site]").decode()
        assert len(page.select(".es-card__site")) > 5, "what can be shown of it is"
        assert not page.select("script:not([src]), main b, main i, main s, main u, img[onerror]")
        links = {link["href"] for link in page.select("a[rel=external], .es-map__mark")}
        assert all(link.startswith(("/", "https://gand.example/document/")) for link in links)
        assert not any("<" in link or "/.." in link for link in links)
    for api in ("search", "points"):
        get(client, f"/essaimage/api/1/{api}/", q="jardin", network="all")
    found = {hit.title for hit in find("jardin", limit=50).hits}
    assert {"Jardin des Moulins", "<script>alert(1)</script>", "ab c d"} <= found


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "ftp://a.example/", "//a.example/", "https://", "https://u:p@a.example/", 7, None],
)
def test_a_site_whose_address_is_none_of_the_web_is_left_out(lille, client, stranger, address, caplog):
    code = stranger(stored(), meta=wanted(address=address))
    assert visit(client, lille, **WIDE).select(".es-card") == []
    assert told(find("jardin")) == set()
    (record,) = caplog.records
    assert code in record.getMessage()
    forget_sites()
    find("jardin")
    assert len(caplog.records) == 1, "told once"


@pytest.mark.parametrize(
    ("meta", "change"),
    [
        (wanted(version="of another release"), lambda properties: None),
        (wanted(version={"a": ["b"]}), lambda properties: None),
        (wanted(), lambda properties: properties.pop("shared")),
        (wanted(), lambda properties: properties["date"].update(type="keyword")),
        (wanted(), lambda properties: properties["numbers"]["properties"]["completeness"].update(type="keyword")),
        (wanted(), lambda properties: properties.update(more={"type": "keyword"})),
    ],
)
def test_an_index_of_another_version_is_left_out(lille, stranger, make_sheet, caplog, meta, change):
    make_sheet("Jardin des Moulins")
    code = stranger(meta=meta, change=change)
    for sort in ("relevance", "date"):
        assert told(find("jardin", sort=sort)) == {("", "Jardin des Moulins")}
    assert [code in record.getMessage() for record in caplog.records] == [True]


@pytest.mark.parametrize("meta", [{}, {"essaimage": "x"}, {"essaimage": ["name"]}, {"other": {"name": "x"}}])
def test_a_site_that_has_not_joined_is_left_out_without_a_word(lille, stranger, caplog, meta):
    stranger(stored(), meta=meta)
    assert get_engine().sites() == {}
    assert told(find("jardin")) == set()
    assert caplog.records == []


def test_nobody_poses_as_another_site(lille, client, make_sheet, stranger):
    own = make_sheet("Jardin des Moulins")
    claims = {"site": LILLE, "facets": {}, "path": own.path}
    mine = stored("Jardin des faussaires", key=f"{own.translation_key}:fr")
    code = stranger({**without(mine, "facets"), **without(claims, "site")}, meta=wanted(name="essaimage LILLE"))

    assert get_engine().sites() == {LILLE: "Essaimage Lille", code: f"essaimage LILLE ({code})"}
    assert told(find("jardin")) == {("", "Jardin des Moulins"), (code, "Jardin des faussaires")}
    alone = search(client, lille, q="jardin")
    assert titles(alone) == ["Jardin des Moulins"]
    page = visit(client, lille, q="jardin", **WIDE)
    sites = {card.h3.get_text(): card.select_one(".es-card__site") for card in page.select(".es-card")}
    assert sites["Jardin des Moulins"] is None
    assert code in sites["Jardin des faussaires"].get_text()


def test_an_index_says_whose_it_is_by_its_name_alone(lille, stranger):
    """An alias that looks like another site's is no help."""
    code = stranger(stored(), code=f"{STRANGERS}-gand")
    client = get_engine().server.client
    client.indices.put_alias(index=f"{code}-documents-1", name=f"{STRANGERS}-bruges-documents")
    assert set(get_engine().sites()) == {LILLE, code}
    assert told(find("jardin")) == {(code, "Jardin de Gand")}


def test_only_what_is_for_anybody_now_is_found(lille, stranger):
    past, future = 1.0, 4e9
    wanted_of = {
        "public": {},
        "members": {"audience": "members"},
        "expired": {"valid_until": past},
        "coming": {"valid_from": future},
        "english": {"language": "en"},
        "deep": {"path": "00010002"},
    }
    stranger(*(stored(name, number=number, **changes) for number, (name, changes) in enumerate(wanted_of.items())))
    assert {title for _site, title in told(find("jardin"))} == {"public", "deep"}


def test_a_site_that_goes_away_is_missed_by_nobody(lille, client, make_sheet, stranger):
    make_sheet("Jardin des Moulins")
    code = stranger(stored())
    assert len(find("jardin").hits) == 2
    get_engine().server.client.indices.delete(index=f"{code}-documents-1")
    assert told(find("jardin")) == {("", "Jardin des Moulins")}, "its name is still remembered"
    assert [link.get_text() for link in visit(client, lille, q="jardin", **WIDE).select(".es-card__title a")] == [
        "Jardin des Moulins"
    ]
    forget_sites()
    assert search(client, lille, q="jardin").reach.choices == []


def test_a_site_whose_index_fails_is_told_and_left_out(lille, make_sheet, stranger, caplog):
    make_sheet("Jardin des Moulins")
    code = stranger(stored())
    assert len(find("jardin").hits) == 2
    client = get_engine().server.client
    client.indices.delete(index=f"{code}-documents-1")
    # Since the list was read, it was made anew, as something else.
    client.indices.create(
        index=f"{code}-documents-1",
        aliases={f"{code}-documents": {}},
        mappings={"properties": {"title": {"type": "integer"}, "place": {"type": "keyword"}}},
    )
    client.index(index=f"{code}-documents-1", document={"title": 7}, refresh=True)
    result = find("jardin", near=(50.0, 3.0), radius=20_000, sort="distance")
    assert all(hit.site == "" for hit in result.hits)
    assert told(find("jardin")) == {("", "Jardin des Moulins")}


def test_words_weigh_the_same_on_every_site(lille, stranger):
    """What is rare on one site may be usual in the network."""
    common = [stored(f"Jardin {number}", number=number) for number in range(20)]
    stranger(*common)
    stranger(stored("Jardin seul", number=99), code=f"{STRANGERS}-bruges")
    scores = {round(hit.score, 3) for hit in find("jardin", limit=30).hits}
    assert len(scores) == 1


def own_meta():
    """What the site's own index says of it."""
    client, alias = get_engine().server.client, get_engine().names.documents
    (found,) = client.indices.get_mapping(index=alias).body.values()
    return found["mappings"].get("_meta", {}).get("essaimage")


def test_a_site_says_who_it_is_now(lille, stranger, make_sheet):
    stranger(stored())
    make_sheet("Jardin")
    assert own_meta() == {
        "name": "Essaimage Lille",
        "address": "http://localhost/essaimage/document/",
        "version": VERSION,
    }
    client, alias = get_engine().server.client, get_engine().names.documents
    client.indices.put_mapping(index=alias, meta={"essaimage": "x", "other": 1})
    Site.objects.update(hostname="lille.example", port=443)
    forget_sites()
    get_engine().sites()
    assert own_meta()["address"] == "https://lille.example/essaimage/document/"
    (found,) = client.indices.get_mapping(index=alias).body.values()
    assert found["mappings"]["_meta"]["other"] == 1, "what else it says is kept"


def test_a_site_that_leaves_says_nothing_any_more(lille, settings, make_sheet):
    make_sheet("Jardin")
    assert own_meta()
    own = {**settings.ESSAIMAGE["ELASTICSEARCH"], "network": ""}
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ELASTICSEARCH": own}
    _engine.cache_clear()
    call_command("essaimage_index", "rebuild", verbosity=0)
    assert own_meta() is None
    assert "network" not in get_engine().capabilities


@pytest.mark.parametrize("address", ["lille.example", "javascript:alert(1)//"])
def test_a_site_without_an_address_of_the_web_is_told(lille, settings, make_sheet, capsys, address):
    own = {**settings.ESSAIMAGE["ELASTICSEARCH"], "site_address": address}
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ELASTICSEARCH": own}
    _engine.cache_clear()
    make_sheet("Jardin")
    call_command("essaimage_index", "status")
    assert f"{LILLE} (Essaimage Lille): not searched: it gives no address" in capsys.readouterr().out


def test_operators_are_told_of_every_site(lille, make_sheet, stranger, capsys):
    make_sheet("Jardin des Moulins")
    good = stranger(stored())
    old = stranger(code=f"{STRANGERS}-bruges", meta=wanted(version="old"))
    empty = stranger(code=f"{STRANGERS}-namur", meta=wanted(name="Namur"))
    call_command("essaimage_index", "status")
    said = {
        line.split()[0].rstrip(":"): line for line in capsys.readouterr().out.splitlines() if str(os.getpid()) in line
    }
    assert said.keys() == {LILLE, good, old, empty}
    assert said[LILLE].endswith("(Essaimage Lille, http://localhost/essaimage/document/): 1 documents")
    assert said[good].endswith(": 1 documents")
    assert "another version" in said[old]
    assert "no documents" in said[empty]
    call_command("essaimage_index", "check", verbosity=0)
    said = capsys.readouterr().out
    assert (old in said, empty in said, good in said) == (True, True, False)
    assert told(find("jardin")) == {("", "Jardin des Moulins"), (good, "Jardin de Gand")}
