"""Sites that search each other: on a real Elasticsearch, each site with its own database and its own process."""

import json
import os
import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from elasticsearch import AuthorizationException, Elasticsearch
from wagtail.models import PageViewRestriction, Site

from essaimage_wagtail.facets import Lookup
from essaimage_wagtail.facets.declared import TERRITORY
from essaimage_wagtail.models import Territory, Theme
from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.analysis.lexicon import Forms
from essaimage_wagtail.search.engines import _engine
from essaimage_wagtail.search.engines.elasticsearch.documents import sources
from essaimage_wagtail.search.engines.elasticsearch.mappings import VERSION, StoredDocument, description
from essaimage_wagtail.search.engines.elasticsearch.options import Options
from essaimage_wagtail.search.indexing.documents import documents_of
from essaimage_wagtail.search.types import network_of

from . import liege as another
from .conftest import ROOT
from .drained import DrainedEngine
from .elasticsearch import PASSWORD, USER, delete_indexes
from .engine import DRAINED
from .visits import get, search, titles

PREFIX = f"network-{os.getpid()}"
WIDE = {"network": "all"}
KIND = {"type": {"sheets": "Fiche"}}
STRANGERS = f"strangers-{os.getpid()}"
LILLE, LIEGE = f"{PREFIX}-lille", f"{PREFIX}-liege"
pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture(scope="session")
def options(elasticsearch):
    return {"hosts": elasticsearch, "network": f"{PREFIX}-*-documents", "replicas": 0, "timeout": 30.0}


@pytest.fixture(scope="session")
def liege(options, migrated, tmp_path_factory):
    """The site of Liège, on this server: ``liege.run(code)``."""
    site = another.Site(tmp_path_factory.mktemp("liege"), {**options, "index_prefix": LIEGE})
    site.begin(migrated)
    return site


@pytest.fixture
def lille(settings, options, site):
    """This process's site, as part of the network."""
    settings.ESSAIMAGE = {
        "SEARCH_ENGINE": DRAINED,
        "ELASTICSEARCH": {**options, "index_prefix": LILLE, "site_name": "Essaimage Lille"},
    }
    _engine.cache_clear()
    yield site
    delete_indexes(get_engine())
    _engine.cache_clear()


@pytest.fixture
def network(lille):
    return network_of(get_engine())


def forget_sites():
    """As after a minute."""
    get_engine().network._until = 0.0


def find(text, language="fr", **values):
    return get_engine().search(SearchQuery(text, language, network=True, **values))


def told(result):
    return {(hit.site, hit.title) for hit in result.hits}


def visit(client, site, language="fr", **params):
    return BeautifulSoup(get(client, site.directory[language].url, **params).content, "html.parser")


def facet(view, name):
    """Label and count of each value of a facet."""
    values = [one["values"] for one in view.facets.shown if one["name"] == name]
    return {value["value"]: (value["label"], value["count"]) for found in values for value in found}


def test_each_finds_what_the_other_has(lille, liege, make_sheet):
    make_sheet("Jardin des Moulins", pitch="À Lille", territory=lille.territory.lille)

    result = find("jardin")
    assert told(result) == {("", "Jardin des Moulins"), (LIEGE, "Jardin partagé des coteaux")}
    (hit,) = (hit for hit in result.hits if hit.site)
    assert (hit.site_name, hit.language) == ("Essaimage Liège", "fr")
    assert hit.address == f"https://liege.example/essaimage/document/{hit.key}/"
    assert "<mark>coteaux</mark>" not in hit.snippet
    assert hit.shared["territory"] == {"150": "Europe", "BE": "Belgique", "BE-62063": "Liège"}

    (there,) = liege.run('show([[hit.site, hit.site_name, hit.title] for hit in find("moulins").hits])')
    assert there == [[LILLE, "Essaimage Lille", "Jardin des Moulins"]]


def test_alone_each_finds_its_own(lille, liege, make_sheet):
    make_sheet("Jardin des Moulins")
    result = get_engine().search(SearchQuery("jardin", "fr"))
    assert told(result) == {("", "Jardin des Moulins")}


def test_the_permanent_address_leads_to_the_page(lille, liege, client, make_sheet):
    (address,) = liege.run(
        """
        from django.test import Client
        (hit,) = get_engine().search(SearchQuery("coteaux", "fr")).hits
        address = f"/essaimage/document/{hit.key}/"
        show(Client(headers={"host": "liege.example"}).get(address).headers["Location"])
        """
    )
    assert address == "https://liege.example/fr/jardin-partag%C3%A9-des-coteaux/"


def test_a_permanent_address_leads_where_the_page_is_now(client, site, make_sheet, make_common):
    sheet, offered = make_sheet("Jardin"), {"kind": "offer", "text": "Une salle", "territory": site.territory.lille}
    common = make_common("Une salle", offers=[offered])
    offer = common.offers.get()

    def address(row, status=302):
        return get(client, f"/essaimage/document/{row.translation_key}:fr/", status).headers.get("Location")

    assert address(sheet) == sheet.full_url
    sheet.slug = "autre"
    sheet.save()
    assert address(sheet).endswith("/autre/")
    assert address(offer) == offer.full_url
    PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    address(sheet, 404)
    common.unpublish()
    address(offer, 404)
    for key in (":", f"{sheet.translation_key}:de", f"{sheet.translation_key}:", "..:fr", "é:", "x" * 300 + ":fr"):
        get(client, f"/essaimage/document/{key}/", 404)


# Other sites as they should not be


def wanted(name="Essaimage Gand", address="https://gand.example/document/", version=VERSION):
    return {"essaimage": {"name": name, "address": address, "version": version}}


@pytest.fixture
def stranger(elasticsearch, lille, settings):
    """``stranger(*sources, meta=…, change=…)``: a site on the server that writes what it likes into its index. It is in
    a network with Lille, without Liège."""
    own = {**settings.ESSAIMAGE["ELASTICSEARCH"], "network": f"{STRANGERS}-*-documents"}
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ELASTICSEARCH": own}
    _engine.cache_clear()
    client = Elasticsearch(elasticsearch)
    indexes = []

    def stranger(*sources, code=f"{STRANGERS}-gand", meta=None, change=lambda properties: None):
        made = description(StoredDocument, Options(replicas=0))
        change(made["mappings"]["properties"])
        made["mappings"]["_meta"] = wanted() if meta is None else meta
        indexes.append(f"{code}-documents-1")
        client.indices.create(index=indexes[-1], aliases={f"{code}-documents": {}}, **made)
        for number, source in enumerate(sources):
            key = source.get("key", key_of(0))
            client.index(index=indexes[-1], id=key_of(number) if key == key_of(0) else key, document=source)
        client.indices.refresh(index=indexes[-1])
        return code

    yield stranger
    for index in indexes:
        client.indices.delete(index=index, ignore_unavailable=True)


def key_of(number, language="fr"):
    return f"{number:08}-5f4c-4a52-b8b6-0d5d1a3f0001:{language}"


def stored(title="Jardin de Gand", number=0, facets=None, **changes):
    """A document as a site stores it, with some of it changed."""
    shared = {"type": {"sheets": "Sheet"}, **(facets or {})}
    document = SearchDocument(key_of(number), "fr", title, summary="Un jardin", point=(51.05, 3.72), shared=shared)
    ((_language, (source,), _words),) = sources([document], {"fr": Forms(get_analyzer("fr"), 1000)})
    return {**source, **changes}


def without(source, *names):
    return {name: value for name, value in source.items() if name not in names}


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


def test_words_weigh_the_same_whoever_has_them(lille, stranger):
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


# Rights


@pytest.fixture(scope="module")
def secured(secured_elasticsearch):
    """The options of a server that asks for keys, and its operator's client."""
    place = {"hosts": secured_elasticsearch.url, "ca_certs": str(secured_elasticsearch.certificate)}
    return place, Elasticsearch(**place, basic_auth=(USER, PASSWORD))


def key_for(client, code):
    """A site's key, as the guide says to make it."""
    guide = (ROOT / "docs/how-to/network.md").read_text()
    (asked,) = re.findall(r"```json\n(.*?)\n```", guide, re.DOTALL)
    body = json.loads(asked.replace("essaimage-lille", code).replace("essaimage-*", f"{PREFIX}-*"))
    return client.security.create_api_key(**body)["encoded"]


@pytest.fixture
def pair(secured, site, settings):
    """Engines of both sites, each with its own key, and the options of Lille; Liège has a document."""
    place, operator = secured
    engines = {}
    for code in (LIEGE, LILLE):
        own = {**place, "network": f"{PREFIX}-*-documents", "replicas": 0, "timeout": 30.0, "index_prefix": code}
        own |= {"api_key": key_for(operator, code), "site_name": code}
        settings.ESSAIMAGE = {"SEARCH_ENGINE": DRAINED, "ELASTICSEARCH": own}
        engines[code] = DrainedEngine()
    engines[LIEGE].rebuild([SearchDocument(key_of(1), "fr", "Jardin des coteaux", shared=KIND)])
    engines[LILLE].rebuild([SearchDocument(key_of(2), "fr", "Jardin des Moulins", shared=KIND)])
    return engines[LILLE], engines[LIEGE], own


def test_a_site_writes_its_own_index_and_reads_those_of_the_others(pair, caplog):
    lille, liege, _own = pair
    hits = lille.search(SearchQuery("jardin", "fr", network=True)).hits
    assert {(hit.site, hit.title) for hit in hits} == {(LIEGE, "Jardin des coteaux"), ("", "Jardin des Moulins")}
    assert caplog.records == []

    client, theirs = lille.server.client, liege.names.documents
    (index,) = liege.server.client.indices.get_alias(name=theirs)
    assert client.search(index=theirs)["hits"]["total"]["value"] == 1
    for change in (
        lambda: client.index(index=theirs, document={"title": "x"}),
        lambda: client.delete(index=theirs, id=key_of(1)),
        lambda: client.delete_by_query(index=theirs, query={"match_all": {}}),
        lambda: client.indices.delete(index=index),
        lambda: client.indices.put_mapping(index=theirs, meta={}),
        lambda: client.indices.delete_alias(index=index, name=theirs),
        lambda: client.indices.put_alias(index=lille.names.documents, name=f"{PREFIX}-gand-documents"),
        lambda: client.indices.create(index=f"{PREFIX}-gand-documents-1"),
        lambda: client.security.create_api_key(name="more", role_descriptors={}),
    ):
        with pytest.raises(AuthorizationException):
            change()
    assert len(liege.keys()) == 1


def test_a_site_that_may_read_no_other_finds_its_own(pair, secured, settings, caplog):
    _lille, _liege, own = pair
    alone = {"cluster": ["monitor"], "indices": [{"names": [f"{LILLE}-*"], "privileges": ["all"]}]}
    key = secured[1].security.create_api_key(name="alone", role_descriptors={"site": alone})["encoded"]
    settings.ESSAIMAGE = {"SEARCH_ENGINE": DRAINED, "ELASTICSEARCH": {**own, "api_key": key}}
    engine = DrainedEngine()
    assert engine.sites() == {}
    assert [hit.title for hit in engine.search(SearchQuery("jardin", "fr", network=True)).hits] == [
        "Jardin des Moulins"
    ]
    assert caplog.records == []


def test_a_site_finds_its_own_when_all_together_cannot_be_searched(pair, secured, caplog):
    lille, operator = pair[0], secured[1]
    query = SearchQuery("jardin", "fr", network=True, facets=["site"])
    assert lille.search(query).facets["site"] == {LIEGE: 1, LILLE: 1}
    operator.cluster.put_settings(persistent={"search.max_buckets": 1})
    try:
        for _time in range(2):
            result = lille.search(query)
            assert told(result) == {("", "Jardin des Moulins")}
            assert result.facets["site"] == {LILLE: 1}
    finally:
        operator.cluster.put_settings(persistent={"search.max_buckets": None})
    assert len([record for record in caplog.records if record.name == "essaimage_wagtail.search"]) == 1
    lille.network._until = 0.0
    assert len(lille.search(query).hits) == 2


# What it costs


def test_a_site_without_a_network_shares_nothing_and_offers_nothing(client, site, make_sheet):
    sheet = make_sheet("Jardin", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    ((_page, (document,)),) = documents_of([sheet])
    assert document.shared == {}
    view = search(client, site, q="jardin", **WIDE)
    assert (titles(view), view.notices, view.reach.choices) == (["Jardin"], [], [])
    assert "network" not in view.addresses.url()
    get(client, "/essaimage/api/1/search/", 400, network="all")


def test_a_search_of_this_site_asks_nothing_more_of_the_server(lille, client, make_sheet, stranger, caplog):
    make_sheet("Jardin des Moulins", territory=lille.territory.lille)
    stranger(stored())
    forget_sites()
    visit(client, lille, q="jardin")

    def requests():
        caplog.clear()
        visit(client, lille, q="jardin")
        return [record.getMessage() for record in caplog.records if record.name == "elastic_transport.transport"]

    with caplog.at_level("INFO", "elastic_transport.transport"):
        beside_others = requests()
        get_engine().network = None
        get_engine().capabilities -= {"network"}
        assert len(beside_others) == len(requests()) > 0


def test_an_index_that_is_older_than_the_network_joins_by_a_rebuild(lille, make_sheet, stranger):
    stranger(stored())
    client = get_engine().server.client
    made = description(StoredDocument, Options(replicas=0))
    for name in ("shared", "labels"):
        del made["mappings"]["properties"][name]
    client.indices.create(index=f"{LILLE}-documents-1", aliases={f"{LILLE}-documents": {}}, **made)
    make_sheet("Jardin des Moulins")
    assert len(find("jardin").hits) == 2
    call_command("essaimage_index", "rebuild", verbosity=0)
    assert len(find("jardin").hits) == 2


# The directory


def test_the_directory_shows_this_site_until_a_visitor_asks_for_the_network(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins", territory=lille.territory.lille, themes=[lille.themes["garden"]["fr"]])

    view = search(client, lille, q="jardin")
    assert titles(view) == ["Jardin des Moulins"]
    assert [choice["selected"] for choice in view.reach.choices] == [True, False]
    page = visit(client, lille, q="jardin", **WIDE)
    cards = {card.h3.get_text(): card for card in page.select(".es-card")}
    assert cards.keys() == {"Jardin des Moulins", "Jardin partagé des coteaux"}
    card = cards["Jardin partagé des coteaux"]
    assert card.select_one(".es-card__site bdi").get_text() == "Essaimage Liège"
    assert card.a["href"].startswith("https://liege.example/essaimage/document/")
    assert (card.a["rel"], card.a["lang"]) == (["external"], "fr")
    assert card.select_one(".es-card__where").get_text() == "Liège, Belgique"
    assert card.select_one(".es-card__themes").get_text().endswith("Coteaux, Jardins et nature en ville")
    own = cards["Jardin des Moulins"]
    assert (own.a.get("rel"), own.select_one(".es-card__site")) == (None, None)


def test_the_network_can_be_narrowed_to_a_site(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins")
    both = {LILLE: ("Essaimage Lille", 1), LIEGE: ("Essaimage Liège", 1)}

    def view(**params):
        return get(client, lille.directory["fr"].url, q="jardin", **params).context["directory"]

    assert facet(view(**WIDE), "site") == both
    assert facet(view(), "site") == {}

    narrowed = view(site=LIEGE, **WIDE)
    assert titles(narrowed) == ["Jardin partagé des coteaux"]
    assert facet(narrowed, "site") == both
    assert [choice["label"] for choice in narrowed.facets.active] == ["Essaimage Liège"]
    assert "site" not in narrowed.reach.choices[0]["url"].partition("?")[2]
    assert titles(view(site=LIEGE)) == ["Jardin des Moulins"]
    assert titles(view(site=LILLE, **WIDE)) == ["Jardin des Moulins"]
    unknown = view(site="nobody", **WIDE)
    assert (len(titles(unknown)), len(unknown.notices)) == (2, 1)


def test_territories_and_themes_of_two_sites_meet_by_their_codes(lille, liege, client, make_sheet):
    call_command("load_territories", countries="BE,FR", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    theme = Theme.objects.get(slug="gardening", locale__language_code="fr")
    ostend = Territory.objects.get(code="BE").add_child(name="Ostende", code="BE-35013", level="city")
    make_sheet("Jardin des dunes", territory=ostend, themes=[theme])

    view = search(client, lille, q="jardin", **WIDE)
    assert facet(view, "territory")["BE"] == ("Belgique", 2)
    assert facet(view, "theme")["gardening"] == ("Jardins et nature en ville", 2)
    assert titles(search(client, lille, territory="BE", theme="gardening", **WIDE)) == titles(view)

    # In the reader's language, whichever it is.
    arabic = search(client, lille, "ar", **WIDE)
    assert titles(arabic) == ["حديقة مشتركة"]
    assert facet(arabic, "theme")["gardening"] == ("الحدائق والطبيعة في المدينة", 1)


def test_what_is_unknown_here_is_called_as_the_other_site_calls_it(lille, liege, client):
    view = search(client, lille, q="jardin", **WIDE)
    assert facet(view, "territory")["BE-62063"] == ("Liège", 1)
    slopes = {value: label for value, (label, _count) in facet(view, "theme").items()}
    (key,) = (value for value, label in slopes.items() if label == "Coteaux")

    narrowed = search(client, lille, q="jardin", theme=key, territory="BE-62063", **WIDE)
    assert titles(narrowed) == ["Jardin partagé des coteaux"]
    assert {choice["label"] for choice in narrowed.facets.active} == {"Coteaux", "Liège"}
    assert not narrowed.notices
    assert "theme" not in narrowed.reach.choices[0]["url"]
    alone = search(client, lille, q="jardin", theme=key)
    assert len(alone.notices) == 1


def test_territories_without_a_code_meet_by_those_of_insee_and_eurostat(lille, liege):
    by_nuts = Territory.add_root(name="Nord", level="county", nuts_code="FRE11")
    by_insee = Territory.add_root(name="Lille", level="city", insee_code="59350")
    region = Territory.add_root(name="Auvergne", level="region", insee_code="84")
    assert (by_nuts.shared_code, by_insee.shared_code) == ("NUTS-FRE11", "FR-59350")
    assert region.shared_code == str(region.uuid)
    lookup = Lookup("fr", sites={LILLE: "Lille"})
    lille.territory.nord.nuts_code = "FRE11"
    lille.territory.nord.save()
    by_nuts.delete()
    assert TERRITORY.counts_here({"NUTS-FRE11": 2, "FR-59": 3, "FR-59350": 1, "XX": 1}, lookup) == {
        "FR-59": 5,
        "FR-59350": 1,
        "XX": 1,
    }
    assert TERRITORY.codes(["FR-59"], lookup) == ["FR-59", "NUTS-FRE11", str(lille.territory.nord.uuid)]


def test_the_map_shows_the_places_of_all(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins", territory=lille.territory.lille)
    page = visit(client, lille, q="jardin", view="map", **WIDE)
    marks = {mark["aria-label"]: mark["href"] for mark in page.select(".es-map__mark")}
    assert marks.keys() == {"Jardin des Moulins", "Jardin partagé des coteaux – Essaimage Liège"}
    assert marks["Jardin partagé des coteaux – Essaimage Liège"].startswith("https://liege.example/")
    answer = get(client, "/essaimage/api/1/points/", q="jardin", network="all").json()
    assert {(one["properties"]["title"], one["properties"].get("site")) for one in answer["features"]} == {
        ("Jardin des Moulins", None),
        ("Jardin partagé des coteaux", "Essaimage Liège"),
    }


def test_the_api_answers_for_the_network_if_asked(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins")
    api = "/essaimage/api/1/search/"
    assert [hit["title"] for hit in get(client, api, q="jardin").json()["hits"]] == ["Jardin des Moulins"]
    hits = get(client, api, q="jardin", network="all").json()["hits"]
    assert {(hit["title"], hit["type"], hit.get("site")) for hit in hits} == {
        ("Jardin des Moulins", "sheets", None),
        ("Jardin partagé des coteaux", "sheets", "Essaimage Liège"),
    }
    assert get(client, api, 400, q="jardin", network="world").json()["error"]
    feed = get(client, lille.directory["fr"].url, q="jardin", format="atom", **WIDE).content.decode()
    assert "Moulins" in feed
    assert "coteaux" not in feed


def test_addresses_keep_the_reach(lille, liege, client, make_sheet, settings):
    for number in range(3):
        make_sheet(f"Jardin {number}", territory=lille.territory.lille)
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "RESULTS_PER_PAGE": 2}
    page = visit(client, lille, q="jardin", **WIDE)
    links = [link["href"] for link in page.select("a[data-essaimage-link], .es-pagination a")]
    kept = [link for link in links if "network=all" in link]
    assert len(links) - len(kept) == 1, "but for the one that leads back to this site"
    assert page.select_one("input[name=network]")["value"] == "all"


def test_a_kind_that_several_page_types_are_of_is_one(lille, liege, client, make_common):
    make_common("Un jardin commun")
    view = search(client, lille, q="jardin", **WIDE)
    assert view.results.count_label == "2 résultats"
    assert facet(view, "type") == {"commons": ("Communs", 1), "sheets": ("Fiches", 1)}
    assert titles(search(client, lille, q="jardin", type="sheets", **WIDE)) == ["Jardin partagé des coteaux"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_visitor_chooses_the_network_in_a_browser(
    live_server, lille, make_sheet, stranger, new_page, width, language
):
    title = {"fr": "Jardin des Moulins", "ar": "حديقة الطواحين"}[language]
    make_sheet(title, language=language, territory=lille.territory.lille)
    stranger({**stored(), "language": language})
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{live_server.url}{lille.directory[language].url}")
    assert page.locator(".es-card").count() == 1
    page.locator(".es-reach a").nth(1).click()
    page.locator(".es-card__site").wait_for()
    assert page.locator(".es-card").count() == 2
    assert "network=all" in page.url
    count = page.locator("[data-essaimage-count]").inner_text()
    assert page.locator(".es-search [role=status]").inner_text() == count
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true", "the focus stays there"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    site = page.locator(".es-card__title a[rel=external]")
    assert site.get_attribute("href").startswith("https://gand.example/document/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).press("Enter")
    assert page.locator("input[name=network]").get_attribute("value") == "all"
