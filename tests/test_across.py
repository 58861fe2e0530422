"""Found across languages: what is typed in one finds what is written in the others, by concepts."""

import json
from statistics import fmean
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.relevance import across as judged
from essaimage_wagtail.models import Theme
from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.query.concepts import Concepts, ForeignQuestion, NamedConcept, in_language
from essaimage_wagtail.vocabulary.known import vocabulary

from .concepts import say
from .engine import embedded

pytestmark = pytest.mark.django_db


def named(key, narrower=(), **names):
    return NamedConcept(key, names, narrower)


GARDEN = named("garden", ["shared"], fr=["jardin", "potager"], en=["garden"], es=["huerto"])
SHARED = named(
    "shared",
    fr=["jardin partagé", "jardin collectif"],
    en=["community garden"],
    es=["huerto comunitario"],
    de=["Gemeinschaftsgarten"],
    ar=["حديقة مجتمعية"],
)
COMMONS = named("commons", fr=["communs", "bien commun"], en=["commons"])
TOWN = named("town", fr=["commune", "mairie"], en=["town hall"])
KNOWN = {concept.key: concept for concept in (GARDEN, SHARED, COMMONS, TOWN)}


def understood(text, language="fr"):
    """The keys of the concepts that a question names, and what is left of it."""
    meanings = Concepts(KNOWN.values(), language, get_analyzer(language)).meanings(text)
    return [[concept.key for concept in meaning.concepts] for meaning in meanings.meanings], meanings.rest


# What a question means


@pytest.mark.parametrize(
    ("text", "language", "keys"),
    [
        ("jardins partagés", "fr", [["shared"]]),
        ("Je cherche un JARDIN PARTAGE", "fr", [["shared"]]),
        ("un jardin", "fr", [["garden"]]),
        ("potagers", "fr", [["garden"]]),
        ("jardin et mairie", "fr", [["garden"], ["town"]]),
        ("huertos comunitarios", "es", [["shared"]]),
        ("community gardens", "en", [["shared"]]),
        ("Gemeinschaftsgärten", "de", [["shared"]]),
        ("الحدائق المجتمعية", "ar", [["shared"]]),
        ("jardines compartidos", "es", []),
        ("", "fr", []),
        ("de la", "fr", []),
    ],
)
def test_inflected_words_name_the_longest_concept(text, language, keys):
    assert understood(text, language)[0] == keys


def test_words_that_stemming_takes_for_one_are_told_apart_where_one_is_written_so():
    assert understood("communs")[0] == [["commons"]]
    assert understood("commune")[0] == [["town"]]


def test_what_names_nothing_and_what_is_meant_as_written_stay():
    assert understood('jardin partagé Lyon "bien commun" -mairie compost*') == (
        [["shared"]],
        'Lyon "bien commun" compost* -"mairie"',
    )


def test_a_question_has_the_names_of_each_language_and_of_what_is_narrower():
    meanings = Concepts(KNOWN.values(), "fr", get_analyzer("fr")).meanings("jardins mairie Lyon")
    english = in_language(meanings, "en-gb", KNOWN, "jardins mairie Lyon")
    assert english == ForeignQuestion((("garden", "community garden"), ("town hall",)), "Lyon", "jardins mairie Lyon")
    german = in_language(meanings, "de", KNOWN, "jardins mairie Lyon")
    assert german.things == (("Gemeinschaftsgarten",),)
    assert german.rest == "mairie Lyon", "what has no name there stays as it was typed"


# What engines find


@pytest.fixture
def engine(db):
    engine = get_engine()
    assert "across" in engine.capabilities
    return engine


def put(engine, **documents):
    """``name=(language, title)`` or ``(language, title, body)``."""
    engine.upsert(
        [
            SearchDocument(f"{name}:{code}", code, *texts[:1], body="".join(texts[1:]))
            for name, (code, *texts) in documents.items()
        ]
    )


def across(engine, questions, **query):
    """``{language: (names in order, how many have all of it)}``."""
    found = engine.across(SearchQuery("", "es", **query), questions)
    return {
        code: ([hit.key.partition(":")[0] for hit in result.hits], result.all_words) for code, result in found.items()
    }


def test_each_thing_by_any_of_its_names_in_any_form(engine):
    put(
        engine,
        one=("fr", "Des jardins partagés à Lyon"),
        two=("fr", "Un potager", "Un jardin collectif, rue de Lyon"),
        three=("fr", "Jardin de Lyon"),
        four=("fr", "Potagers collectifs"),
        five=("de", "Unsere Gemeinschaftsgärten"),
        six=("en", "Our gardens", "A community place"),
    )
    french = ForeignQuestion((("jardin partagé", "jardin collectif"),), "Lyon", "huerto comunitario Lyon")
    found = across(
        engine,
        {
            "fr": french,
            "de": ForeignQuestion((("Gemeinschaftsgarten",),), "", "huerto comunitario"),
            "en": ForeignQuestion((("community garden",),), "", "huerto comunitario"),
            "ar": ForeignQuestion((("حديقة مجتمعية",),), "", "huerto comunitario"),
        },
    )
    assert found == {"fr": (["one", "two"], 2), "de": (["five"], 1), "en": (["six"], 1)}


def test_what_has_all_of_it_comes_first_then_what_has_half_of_the_things(engine):
    put(
        engine,
        both=("fr", "Atelier", "On y répare des vélos"),
        bikes=("fr", "Vélos vélos vélos"),
        repair=("fr", "Réparation réparation"),
        neither=("fr", "Soupe"),
    )
    question = ForeignQuestion((("vélo",), ("réparation",)), "", "bici taller")
    ((names, whole),) = across(engine, {"fr": question}).values()
    assert (names[0], set(names[1:]), whole) == ("both", {"bikes", "repair"}, 1)


def test_the_words_as_they_were_typed_are_found_too_and_unwanted_ones_are_not(engine):
    put(
        engine,
        cafe=("fr", "Repair Café de Lyon"),
        garden=("fr", "Jardin partagé"),
        other=("fr", "Jardin partagé fermé"),
    )
    question = ForeignQuestion((("jardin partagé",),), '-"fermé"', "repair café")
    ((names, whole),) = across(engine, {"fr": question}).values()
    assert (set(names), whole) == ({"cafe", "garden"}, 2)


def test_filters_and_limits_hold(engine):
    engine.upsert(
        [SearchDocument(f"{n}:fr", "fr", f"Jardin {n}", facets={"theme": ["a" if n < 3 else "b"]}) for n in range(6)]
    )
    question = {"fr": ForeignQuestion((("jardin",),), "", "huerto")}
    result = engine.across(SearchQuery("", "es", filters={"theme": ["a"]}, limit=2), question)["fr"]
    assert (len(result.hits), result.total, result.all_words) == (2, 3, 3)


@pytest.mark.parametrize("text", ['"', "\x00", "a* OR (", "-", "€", "' OR 1=1 --", "{}[]", "x" * 400])
def test_nothing_that_is_typed_or_entered_raises(engine, text):
    put(engine, one=("fr", "Jardin"))
    question = ForeignQuestion(((text, "jardin"), (text,)), text, text)
    assert across(engine, {"fr": question, "de": question, "zh": question}).keys() <= {"fr"}


# What a visitor sees


@pytest.fixture
def garden(db):
    return say(
        fr="jardin partagé, jardin collectif",
        en="community garden",
        es="huerto comunitario, huerto compartido",
        de="Gemeinschaftsgarten",
        ar="حديقة مجتمعية",
    )


def view(client, site, language, text, **params):
    response = client.get(f"{site.directory[language].url}?{urlencode({'q': text, **params})}")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "huerto comunitario"),
        ("es", "huertos compartidos"),
        ("en", "community gardens"),
        ("de", "Gemeinschaftsgärten"),
        ("ar", "حديقة مجتمعية"),
    ],
)
def test_the_only_garden_is_french(client, site, make_sheet, garden, language, text):
    make_sheet("Le jardin partagé de la gare")
    make_sheet("Une bibliothèque")
    response = view(client, site, language, text)
    shown = response.context["directory"]
    assert shown.results.total == 0
    (french,) = shown.across.languages
    assert (french["code"], french["all_words"]) == ("fr", 1)
    assert [hit["title"] for hit in french["hits"]] == ["Le jardin partagé de la gare"]
    html = response.content.decode()
    assert 'hreflang="fr" lang="fr"><bdi dir="ltr">Le jardin partagé de la gare</bdi></a>' in html
    assert client.get(french["hits"][0]["url"]).status_code == 200
    there = client.get(french["url"]).context["directory"]
    assert [hit["title"] for hit in there.results.hits] == ["Le jardin partagé de la gare"]


def test_what_was_understood_is_said_in_the_reader_s_language(client, site, make_sheet, garden):
    make_sheet("Le jardin partagé de la gare")
    assert view(client, site, "es", "huertos compartidos").context["directory"].across.understood == [
        "huerto comunitario"
    ]


def test_a_page_has_its_title_in_the_reader_s_language_where_it_has_one(client, site, make_sheet, garden):
    sheet = make_sheet("Le jardin partagé de la gare")
    spanish = sheet.copy_for_translation(site.locales["es"])
    spanish.title, spanish.pitch = "La estación verde", "Sin palabras."
    spanish.save_revision().publish()
    (french,) = view(client, site, "es", "huerto comunitario").context["directory"].across.languages
    (hit,) = french["hits"]
    assert (hit["title"], hit["own_title"], hit["own_url"]) == (
        "Le jardin partagé de la gare",
        "La estación verde",
        spanish.get_url(),
    )


def test_what_is_not_in_the_reader_s_language_comes_first(client, site, make_sheet, garden):
    known = make_sheet("Jardin partagé, jardin partagé")
    spanish = known.copy_for_translation(site.locales["es"])
    spanish.title, spanish.pitch = "La estación verde", "Sin palabras."
    spanish.save_revision().publish()
    make_sheet("La gare", pitch="Un jardin partagé.")
    (french,) = view(client, site, "es", "huerto comunitario").context["directory"].across.languages
    assert [hit["title"] for hit in french["hits"]] == ["La gare", "Jardin partagé, jardin partagé"]


def test_a_page_that_stands_among_the_results_is_not_shown_again(client, site, make_sheet, garden):
    sheet = make_sheet("Le jardin partagé de la gare")
    spanish = sheet.copy_for_translation(site.locales["es"])
    spanish.title = "El huerto comunitario"
    spanish.save_revision().publish()
    make_sheet("Jardin collectif du canal")
    shown = view(client, site, "es", "huerto comunitario").context["directory"]
    assert shown.results.total == 1
    (french,) = shown.across.languages
    assert (french["all_words"], [hit["title"] for hit in french["hits"]]) == (2, ["Jardin collectif du canal"])


def test_what_only_others_may_see_is_neither_counted_nor_shown(client, site, make_sheet, garden):
    make_sheet("Le jardin partagé de la gare", publish=False)
    assert view(client, site, "es", "huerto comunitario").context["directory"].across.languages == []


def test_themes_are_concepts_by_their_translations(client, site, make_sheet):
    make_sheet("Un café", themes=[site.themes["repair"]["fr"]])
    (french,) = view(client, site, "en", "repair").context["directory"].across.languages
    assert [hit["title"] for hit in french["hits"]] == ["Un café"]


def test_a_search_for_the_broader_concept_finds_the_narrower_one(client, site, make_sheet):
    say(narrower_than=say(en="bicycle", fr="vélo"), en="cargo bike", fr="triporteur")
    make_sheet("Triporteurs en ville")
    make_sheet("Un vélo")
    (french,) = view(client, site, "en", "bicycles").context["directory"].across.languages
    assert {hit["title"] for hit in french["hits"]} == {"Triporteurs en ville", "Un vélo"}
    (french,) = view(client, site, "en", "cargo bikes").context["directory"].across.languages
    assert {hit["title"] for hit in french["hits"]} == {"Triporteurs en ville"}


def test_a_typing_error_is_put_right_first(client, site, make_sheet, garden):
    make_sheet("Le jardin partagé de la gare")
    make_sheet("Un huerto comunitario", language="es")
    shown = view(client, site, "es", "huerto comunitaroi").context["directory"]
    assert shown.results.correction
    assert [hit["title"] for hit in shown.across.languages[0]["hits"]] == ["Le jardin partagé de la gare"]


def test_a_concept_counts_at_once_and_no_longer_when_it_is_gone(client, site, make_sheet):
    make_sheet("Le jardin partagé de la gare")

    def found():
        return [
            language["code"]
            for language in view(client, site, "es", "huerto comunitario").context["directory"].across.languages
        ]

    assert found() == []
    concept = say(fr="jardin partagé", es="huerto comunitario")
    assert found() == ["fr"]
    label = concept.labels.get(language="es")
    label.name = "granja"
    label.save()
    assert found() == []
    label.name = "huerto comunitario"
    label.save()
    assert found() == ["fr"]
    concept.delete()
    assert found() == []


def test_without_a_concept_the_words_are_looked_for_as_they_are(client, site, make_sheet):
    make_sheet("Repair Café de la gare")
    shown = view(client, site, "es", "café gare").context["directory"]
    assert shown.across.languages == []
    assert [other["code"] for other in shown.results.other_languages] == ["fr"]
    assert 'id="es-elsewhere-title"' in view(client, site, "es", "café gare").content.decode()


def test_the_api_tells_it_too(client, site, make_sheet, garden):
    make_sheet("Le jardin partagé de la gare")
    answer = json.loads(client.get("/essaimage/api/1/search/?q=huerto+comunitario&language=es").content)
    assert answer["other_languages"] == {"fr": 1}
    assert answer["across"]["understood"] == ["huerto comunitario"]
    french = answer["across"]["languages"]["fr"]
    assert (french["words"], french["total"], french["all_words"]) == ("jardin partagé", 1, 1)
    assert french["hits"][0]["url"].startswith("http://")
    answer = json.loads(client.get("/essaimage/api/1/search/?language=es").content)
    assert (answer["other_languages"], answer["across"]) == ({}, {"understood": [], "languages": {}})


# What it costs


@embedded
def test_the_number_of_queries_depends_on_the_languages_alone(client, site, make_sheet, garden):
    for number in range(3):
        make_sheet(f"Jardin partagé {number}")

    def statements(text):
        view(client, site, "es", text)
        with CaptureQueriesContext(connection) as captured:
            view(client, site, "es", text)
        return [query["sql"] for query in captured]

    french = len(statements("huerto comunitario"))
    for number in range(20):
        make_sheet(f"Jardin collectif {number}")
    assert len(statements("huerto comunitario")) == french
    make_sheet("A community garden", language="en")
    assert len(statements("huerto comunitario")) == french + 1, "one language more costs its scores"
    assert not any("vocabularystate" in sql for sql in statements("")), "without words nothing is asked"
    garden.delete()
    # Over counting the words as they are typed: what is found is scored, read, and looked up as pages.
    assert french - len(statements("huerto comunitario")) == 3


def test_a_process_reads_the_vocabulary_once(garden):
    vocabulary()
    with CaptureQueriesContext(connection) as captured:
        vocabulary()
    assert len(captured) == 1
    Theme.objects.first()
    garden.save()
    with CaptureQueriesContext(connection) as captured:
        vocabulary()
    assert len(captured) == 6


# The concepts that come with the plugin


def test_judged_questions_are_answered_across_languages(engine):
    """Those of ``benchmarks.relevance.across`` about pages of its own, without the pages among which these are looked
    for."""
    call_command("essaimage_concepts", "load", verbosity=0)
    pages = zip(judged.names_of_pages(), judged.pages(), strict=True)
    engine.upsert(
        SearchDocument(f"{name}:{page.language}", page.language, page.title, page.pitch, *page.paragraphs)
        for name, page in pages
    )
    known, recalls = vocabulary(), []
    for asked in judged.own_questions():
        question = in_language(known.meanings(asked.text, asked.source), asked.target, known.concepts, asked.text)
        found = across(engine, {asked.target: question}, limit=judged.DEPTH).get(asked.target, ([], 0))
        recalls.append(asked.recall(found[0]))
    assert len(recalls) >= 100
    assert fmean(recalls) >= 0.9


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_spanish_visitor_is_led_to_the_french_garden(live_server, page, site, make_sheet):
    call_command("essaimage_concepts", "load", verbosity=0)
    make_sheet("Le jardin partagé de la gare")
    make_sheet("Chorale", language="es")
    page.goto(f"{live_server.url}{site.directory['es'].url}")
    page.locator("input[name=q]").fill("huerto comunitario")
    page.keyboard.press("Enter")
    link = page.locator(".es-across a[lang=fr]", has_text="Le jardin partagé de la gare")
    link.wait_for()
    assert link.get_attribute("hreflang") == "fr"
    assert page.locator(".es-across").evaluate(
        "aside => document.getElementById(aside.getAttribute('aria-labelledby')) !== null"
    )
    link.click()
    page.wait_for_url("**/le-jardin-partag*-de-la-gare/")
    assert page.locator("html").get_attribute("lang") == "fr"
