"""Sites that search each other: on a real Elasticsearch, each site with its own database and its own process."""

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from essaimage_wagtail.search import SearchQuery, get_engine
from essaimage_wagtail.search.engines.elasticsearch.mappings import StoredDocument, description
from essaimage_wagtail.search.engines.elasticsearch.options import Options
from essaimage_wagtail.search.indexing.documents import documents_of

from .network import LIEGE, LILLE, WIDE, find, forget_sites, stored, told, visit
from .visits import get, search, titles

pytest_plugins = ["tests.network"]
pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


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
