"""Replications: what is refused, and what a sheet shows of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.models import Contact, Replication
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.replications.graph import Lineage

from .visits import MANY, MOST_QUERIES_OF_A_SHEET

pytestmark = pytest.mark.django_db


def view_of(client, sheet, **params):
    response = client.get(sheet.url, params)
    assert response.status_code == 200
    return response.context["sheet"], response.content.decode()


# The graph


def test_walks_visit_each_sheet_once_whatever_the_circles():
    graph = Lineage([(1, "a", "b"), (2, "b", "c"), (3, "c", "a"), (4, "a", None), (5, "x", "c"), (6, "b", "b")])
    assert {edge.pk for edge in graph.below("a")} == {1, 2, 3, 4, 6}
    assert [edge.pk for edge in graph.above("c")][:2] == [2, 5]
    assert graph.way("a", "c") == ["a", "b", "c"]
    assert graph.way("c", "x") == []
    assert graph.way("a", "a") == ["a"]


# What is refused


def test_nothing_comes_from_itself(make_sheet):
    key = make_sheet("Lavoir").translation_key
    with pytest.raises(ValidationError) as raised:
        Replication(origin_key=key, adapted_key=key).full_clean()
    assert set(raised.value.error_dict) == {"adapted_key"}


def test_circle_is_refused_and_its_sheets_are_named(make_sheet, link):
    one, two, three = (make_sheet(title) for title in ("Un", "Deux", "Trois"))
    link(one, two)
    last = link(two, three)
    with (
        translation.override("en"),
        CaptureQueriesContext(connection) as context,
        pytest.raises(ValidationError) as raised,
    ):
        Replication(origin_key=three.translation_key, adapted_key=one.translation_key).clean()
    assert "“Un” → “Deux” → “Trois”" in raised.value.messages[0]
    assert len(context.captured_queries) == 2
    last.full_clean()
    Replication(origin_key=one.translation_key, adapted_key=three.translation_key).full_clean()


def test_circle_that_is_there_already_hangs_nothing(client, make_sheet, link):
    one, two, other = (make_sheet(title) for title in ("Un", "Deux", "Autre"))
    link(one, two)
    link(two, one)
    Replication(origin_key=two.translation_key, adapted_key=other.translation_key).full_clean()
    with pytest.raises(ValidationError):
        Replication(origin_key=one.translation_key, adapted_key=two.translation_key).full_clean()
    view, html = view_of(client, one)
    assert [branch.title for branch in view.origins] == [branch.title for branch in view.taken_up] == ["Deux"]


# At both ends


def test_both_ends_say_so(client, site, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    words = {"kept": "<p>Le savon</p>", "changed": "<p>L’eau</p>", "learnt": "<p>Le froid</p>"}
    link(origin, adapted, {"fr": words}, mode="inspire", year=2014, territory=site.territory.lille)
    link(origin, name="Laverie", url="https://laverie.example/", state="planned")
    view, html = view_of(client, origin)
    assert [branch.title for branch in view.taken_up] == ["Buanderie", "Laverie"]
    assert view.taken_up_count == 2
    assert f'href="{adapted.url}"' in html
    assert f'href="{origin.url}?view=lineage"' in html
    assert "https://laverie.example/" in html
    assert "Le savon" not in html
    view, html = view_of(client, adapted)
    assert [branch.title for branch in view.origins] == ["Lavoir"]
    for word in ("Le savon", "L’eau", "Le froid", f'href="{origin.url}"'):
        assert word in html


def test_sheet_without_replications_has_no_empty_section(client, make_sheet):
    view, html = view_of(client, make_sheet("Lavoir"))
    assert (view.origins, view.taken_up) == ([], [])
    assert 'id="origins"' not in html
    assert "view=lineage" not in html
    assert "view=replicate" in html


def test_words_in_the_readers_language_else_marked(client, site, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Wash house", language="en")
    english = {"kept": "<p>Soap</p>"}
    row = link(origin, adapted, {"fr": {"kept": "<p></p>"}, "ar": {"kept": "<p>صابون</p>"}, "en": english})
    french = adapted.copy_for_translation(site.locales["fr"])
    french.save_revision().publish()
    view, html = view_of(client, adapted)
    assert (view.origins[0].words.kept, view.origins[0].words.language) == ("<p>Soap</p>", None)
    view, html = view_of(client, french)
    assert view.origins[0].words.language.code == "en"
    assert 'lang="en" dir="ltr"' in html
    row.texts.filter(locale=site.locales["en"]).delete()
    assert 'lang="ar" dir="rtl"' in view_of(client, french)[1]
    row.texts.all().delete()
    assert view_of(client, french)[0].origins[0].words is None


def test_link_in_the_readers_language(client, site, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    translated = origin.copy_for_translation(site.locales["en"])
    translated.title = "Wash house"
    translated.save_revision().publish()
    link(origin, adapted)
    english = SheetPage.objects.get(pk=translated.pk)
    (branch,) = view_of(client, english)[0].taken_up
    assert (branch.title, branch.language.code) == ("Buanderie", "fr")
    assert view_of(client, adapted)[0].origins[0].title == "Lavoir"


@pytest.mark.parametrize("how", ["draft", "private", "private section", "deleted"])
def test_nothing_of_a_hidden_sheet_is_shown(client, site, make_sheet, link, how):
    shown = make_sheet("Lavoir")
    section = site.home["fr"].add_child(instance=Page(title="Coulisses", slug="coulisses", locale=site.locales["fr"]))
    hidden = make_sheet("Secret", publish=how != "draft", parent=section if how == "private section" else None)
    link(shown, hidden, name="Laverie", territory=site.territory.lille)
    link(hidden, shown)
    if how.startswith("private"):
        page = section if how == "private section" else hidden
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    if how == "deleted":
        hidden.delete()
    for params in ({}, {"view": "lineage"}):
        html = client.get(shown.url, params).content.decode()
        assert "Secret" not in html
        assert "secret" not in html
        assert "Laverie" not in html
        assert "Lille" not in html


def test_who_declared_it_is_shown_with_consent_only(client, make_sheet, link):
    origin, adapted = make_sheet("Lavoir"), make_sheet("Buanderie")
    person = Contact.objects.create(name="Zénobie Quatrefages")
    link(origin, adapted, {"fr": {"kept": "<p>Tout</p>"}}, declared_by=person)
    for consent in (False, True):
        person.consent = consent
        person.save()
        for params in ({}, {"view": "lineage"}):
            assert ("Quatrefages" in client.get(adapted.url, params).content.decode()) is consent
        assert "Quatrefages" not in client.get(origin.url).content.decode()
        assert ("Quatrefages" in client.get(origin.url, {"view": "lineage"}).content.decode()) is consent


def test_queries_of_a_sheet_do_not_grow(client, site, make_sheet, link):
    sheet = make_sheet("Lavoir", territory=site.territory.lille)
    texts = {code: {"kept": "<p>Tout</p>"} for code in ("fr", "en", "es")}
    for number in range(MANY):
        link(sheet, make_sheet(f"Aval {number}"), texts, year=2000 + number)
        link(make_sheet(f"Amont {number}"), sheet, texts)
    for _warm in range(2):
        client.get(sheet.url)
    with CaptureQueriesContext(connection) as context:
        view, html = view_of(client, sheet)
    assert len(view.origins) == view.taken_up_count == MANY
    assert len(context.captured_queries) <= MOST_QUERIES_OF_A_SHEET
