"""What documents say beyond their words: languages, modes, completeness; and when that changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.models import Replication
from essaimage_wagtail.search import SearchQuery, get_engine
from essaimage_wagtail.search.indexing.index import check

from .engine import embedded

pytestmark = pytest.mark.django_db


def counts(facet, language="fr", **kwargs):
    query = SearchQuery("", language, facets=[facet], **kwargs)
    return dict(get_engine().search(query).facets[facet])


@pytest.fixture
def versions(site, make_sheet):
    """A sheet in French with its Spanish translation."""
    french = make_sheet("Jardin")
    spanish = french.copy_for_translation(site.locales["es"])
    spanish.save_revision().publish()
    return french, Page.objects.get(pk=spanish.pk).specific


def agree():
    return not check()


def test_languages_of_a_translated_page(versions, make_sheet):
    make_sheet("Seul")
    assert counts("languages") == {"several": 1, "es": 1}
    assert counts("languages", "es") == {"several": 1, "fr": 1}
    assert agree()


def test_a_version_that_goes_is_forgotten_by_the_others(versions):
    versions[1].unpublish()
    assert counts("languages") == {}
    assert agree()
    versions[1].save_revision().publish()
    assert counts("languages") == {"several": 1, "es": 1}


def test_a_version_that_is_deleted_is_forgotten_by_the_others(versions):
    versions[0].delete()
    assert counts("languages", "es") == {}
    assert agree()


def test_a_version_that_becomes_private_is_forgotten_by_the_others(site, versions):
    restriction = PageViewRestriction.objects.create(page=site.home["es"], restriction_type="login")
    assert counts("languages") == {}
    assert agree()
    restriction.delete()
    assert counts("languages") == {"several": 1, "es": 1}
    assert agree()


def test_a_version_that_is_moved_out_of_a_private_place(site, versions):
    private = site.home["es"].add_child(instance=Page(title="Private", slug="private", locale=site.locales["es"]))
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    versions[1].move(private, "last-child")
    assert counts("languages") == {}
    Page.objects.get(pk=versions[1].pk).move(Page.objects.get(pk=site.directory["es"].pk), "last-child")
    assert counts("languages") == {"several": 1, "es": 1}
    assert agree()


def test_an_alias_is_no_language(site, make_sheet):
    make_sheet("Jardin").copy_for_translation(site.locales["de"], alias=True)
    assert counts("languages") == {}
    assert agree()


def test_modes_in_which_a_sheet_took_up_others(make_sheet):
    origin, adapted, other = make_sheet("Origine"), make_sheet("Adaptée"), make_sheet("Autre")
    replication = Replication.objects.create(
        origin_key=origin.translation_key, adapted_key=adapted.translation_key, mode="redo"
    )
    assert counts("mode") == {"redo": 1}
    replication.mode = "inspire"
    replication.save()
    assert counts("mode") == {"inspire": 1}
    Replication.objects.create(origin_key=origin.translation_key, adapted_key=adapted.translation_key, mode="scale_up")
    assert counts("mode") == {"inspire": 1, "scale_up": 1}
    replication.adapted_key = other.translation_key
    replication.save()
    assert [counts("mode"), agree()] == [{"inspire": 1, "scale_up": 1}, True]
    replication.delete()
    assert [counts("mode"), agree()] == [{"scale_up": 1}, True]


def test_completeness_counts_at_least_half_and_nearly_all(make_sheet):
    make_sheet("Vide")
    for title, percent in (("Moitié", 50), ("Presque", 80)):
        sheet = make_sheet(title)
        type(sheet).objects.filter(pk=sheet.pk).update(completeness=percent)
        sheet.refresh_from_db()
        get_engine().upsert(documents(sheet))
    assert counts("completeness") == {"half": 2, "most": 1}


def documents(page):
    from essaimage_wagtail.search.indexing.documents import documents_of

    return [document for _page, found in documents_of([page]) for document in found]


@embedded
def test_a_publication_is_indexed_once(make_sheet):
    sheet = make_sheet("Jardin")
    sheet.title = "Jardin partagé"
    with CaptureQueriesContext(connection) as queries:
        sheet.save_revision().publish()
    assert len([query for query in queries if "essaimage_wagtail_indexstate" in query["sql"]]) == 1
    assert agree()
