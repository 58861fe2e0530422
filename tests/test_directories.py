"""Directories: what each lists, and the facets that fit it."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import translation

from essaimage_wagtail.pages.models import (
    DirectoryPage,
)

from .visits import MANY, MOST_QUERIES, get, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_step")]


@pytest.fixture
def lists(site):
    """``lists("commons")``: the French directory, after choosing what it lists."""

    def choose(content):
        directory = DirectoryPage.objects.get(pk=site.directory["fr"].pk)
        DirectoryPage.objects.filter(pk=directory.pk).update(lists=content)
        return directory

    return choose


@pytest.fixture
def everything(site, usages, make_common, make_sheet, make_method, make_step):
    """A sheet, a method, a step and three commons, one of them with a need."""
    charter = make_common(
        "Charte",
        usages=[usages["write"]["fr"]],
        kind="legal",
        themes=[site.themes["repair"]["fr"]],
        offers=[{"kind": "need", "text": "Une salle"}],
    )
    make_common("Établi", usages=[usages["lend"]["fr"], usages["write"]["fr"]], kind="tool")
    make_common("Wiki")
    make_sheet("Café", themes=[site.themes["repair"]["fr"]])
    make_step(make_method(parent=site.directory["fr"]), "Réunir", commons=[charter])
    return charter


def search(client, directory, **asked):
    return get(client, f"{directory.url}?{urlencode(asked, doseq=True)}").context["directory"]


def titles(view):
    return {hit["title"] for hit in view.results.hits}


@pytest.mark.parametrize("content", ["everything", "sheets", "methods", "commons"])
def test_where_nothing_is_published_no_filter_is_to_blame(client, lists, content):
    directory = lists(content)
    html = get(client, directory.url).content.decode()
    assert "Rien ici ne correspond à ces filtres." not in html
    has_sheets = content in ("everything", "sheets")
    assert ("Aucune initiative n’est encore publiée." in html, "es-empty" in html) == (has_sheets, has_sheets)
    if content == "sheets":
        assert "Rien ici ne correspond à ces filtres." in get(client, directory.url, status="idea").content.decode()


def test_directory_lists_what_it_says(client, lists, everything):
    assert titles(search(client, lists("everything"))) == {"Café", "Essaimer", "Réunir", "Charte", "Établi", "Wiki"}
    assert titles(search(client, lists("sheets"))) == {"Café"}
    assert titles(search(client, lists("methods"))) == {"Essaimer", "Réunir"}
    assert titles(search(client, lists("commons"), sort="title")) == {"Charte", "Établi", "Wiki"}
    assert titles(search(client, lists("gone"))) == {"Café", "Essaimer", "Réunir", "Charte", "Établi", "Wiki"}


def facets(view):
    return {
        facet["name"]: {value["value"]: value["count"] for value in facet["values"]}
        for facet in view.facets.shown
    }  # fmt: skip


def test_facets_fit_what_is_listed(client, lists, everything):
    assert facets(search(client, lists("commons"))) == {
        "usage": {"write-rules": 2, "lend-tools": 1},
        "kind": {"tool": 1, "legal": 1},
        "theme": {"repair": 1},
    }
    assert set(facets(search(client, lists("sheets")))) == {"theme", "status"}
    found = facets(search(client, lists("everything")))
    assert found["type"] == {"sheets": 1, "methods": 1, "steps": 1, "commons": 3, "offers": 1}
    assert found["usage"] == {"write-rules": 2, "lend-tools": 1}


def test_facet_type_narrows_and_offers_are_there_when_asked_for(client, lists, everything):
    directory = lists("everything")
    assert titles(search(client, directory, type="commons")) == {"Charte", "Établi", "Wiki"}
    assert titles(search(client, directory, type=["steps", "methods"])) == {"Essaimer", "Réunir"}
    view = search(client, directory, type="offers")
    (hit,) = view.results.hits
    (offer,) = everything.offers.all()
    assert hit["url"] == f"{everything.url}#{offer.anchor}"
    assert f'id="{offer.anchor}"' in get(client, everything.url).content.decode()
    assert titles(search(client, directory, q="salle")) == {"Une salle"}
    assert search(client, directory, type="gone").notices
    assert search(client, lists("commons"), type="sheets").results.total == 3


def test_commons_by_usage_until_someone_asks(client, lists, everything):
    directory = lists("commons")
    view = search(client, directory)
    groups = [
        (group["label"], group["count"], [common["title"] for common in group["commons"]])
        for group in view.results.usage_groups
    ]
    assert groups[:2] == [
        ("Écrire ses règles", 2, ["Charte", "Établi"]),
        ("Prêter des outils", 1, ["Établi"]),
    ]
    assert view.results.usage_groups[0]["url"] == f"{directory.url}?usage=write-rules"
    assert groups[2][2] == ["Wiki"]
    for asked in ({"q": "charte"}, {"usage": "write-rules"}, {"sort": "title"}, {"kind": "tool"}):
        assert search(client, directory, **asked).results.usage_groups == [], asked
    assert titles(search(client, directory, usage="write-rules")) == {"Charte", "Établi"}


def test_count_says_of_what(client, lists, everything):
    labels = {}
    for content in ("everything", "sheets", "methods", "commons"):
        view = search(client, lists(content))
        with translation.override("en"):
            labels[content] = view.results.count_label
    assert labels == {
        "everything": "6 results",
        "sheets": "1 initiative",
        "methods": "2 results",
        "commons": "3 commons",
    }


def test_queries_of_directories_do_not_grow(client, site, usages, make_common, everything, lists):
    for number in range(MANY):
        make_common(
            f"Charte {number}",
            usages=[usages[("write", "lend")[number % 2]]["fr"]],
            themes=[site.themes["repair"]["fr"]],
            offers=[{"kind": "need", "text": f"Une charte {number}", "territory": site.territory.lille}],
        )
    for content in ("everything", "commons"):
        listed = lists(content)
        for asked in ({}, {"q": "charte"}):
            statements = queries(client, f"{listed.url}?{urlencode(asked)}")
            # One of them reads the second vocabulary, one the concepts; PostgreSQL reads again what this transaction
            # wrote.
            most = MOST_QUERIES + 3 * bool(asked) + bool(asked and connection.vendor == "postgresql")
            assert len(statements) <= most, "\n".join(statements)
