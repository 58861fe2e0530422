"""What the engine of the suite's database finds in single languages, and does not."""

import unicodedata

import pytest

from essaimage_wagtail.search import Scope, SearchQuery

from .engine import doc

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title", "query"),
    [
        ("es", "El supermercado de todos", "super mercado"),
        ("pt", "Os telemóveis dos avós", "tele-móveis"),
        ("it", "Pedibus della scuola", "pedi bus"),
        ("en", "Hedge trimmers to borrow", "hedgetrimmer"),
        ("pt", "Guarda-chuvas para todos", "guardachuvas"),
        ("fr", "Un porte-bagages", "portebagage"),
    ],
)
def test_words_are_found_written_together_or_apart(engine, search, language, title, query):
    engine.upsert([doc("wanted", title, language=language), doc("other", "Otro texto", language=language)])
    found = search(query, language)
    assert [hit.title for hit in found.hits] == [title]
    assert found.correction is None


def test_words_apart_are_not_joined_over_others(engine, keys):
    engine.upsert([doc("joined", "Le supermarché"), doc("apart", "Super, le marché")])
    assert keys("super et marché") == ["apart"]


def test_inflected_unaccented_and_elided_words_are_found(engine, keys):
    engine.upsert([doc("a", "Les jardins partagés", "Près de l’école, des bénévoles.")])
    for text in ("jardin partage", "ECOLE", "d'école", "bénévole", "les benevoles"):
        assert keys(text) == ["a"], text


def test_languages_are_never_mixed(engine, keys):
    engine.upsert([doc("a", "Port"), doc("a", "Port", language="en"), doc("a", "Port", language="pt-br")])
    assert [keys("port", language) for language in ("fr", "en", "pt-br", "pt")] == [["a"], ["a"], ["a"], []]
    assert keys("", "es") == []


def test_a_query_of_common_words_alone_finds_them(engine, keys):
    engine.upsert([doc("a", "Être là"), doc("b", "Jardin")])
    assert keys("être") == ["a"]
    assert keys("qui est là pour le jardin") == ["b"]


def test_scripts_without_spaces(engine, keys):
    engine.upsert([doc("a", "共有庭園", language="ja"), doc("b", "สวนชุมชน", language="th")])
    assert keys("庭園", "ja") == keys("園", "ja") == ["a"]
    assert keys("ชุมชน", "th") == keys("สว", "th") == ["b"]


def test_compounds_are_found_by_their_parts_and_parts_by_compounds(engine, keys):
    engine.upsert(
        [
            doc("compound", "Nachbarschaftsgärten", language="de"),
            doc("parts", "Ein Garten der Nachbarschaft", language="de"),
            doc("other", "Stuttgart", language="de"),
        ]
    )
    assert sorted(keys("Garten", "de")) == sorted(keys("Nachbarschaft", "de")) == ["compound", "parts"]
    assert sorted(keys("Nachbarschaftsgarten", "de")) == ["compound", "parts"]
    assert sorted(keys("nachbarschaft garten", "de")) == ["compound", "parts"]


def test_arabic_articles_and_broken_plurals(engine, keys):
    engine.upsert([doc("a", "المدارس والمكتبات", language="ar"), doc("b", "الحدائق", language="ar")])
    assert keys("مدرسة", "ar") == keys("مكتبة", "ar") == ["a"]
    assert keys("حديقة", "ar") == ["b"]


def test_totals_in_other_languages(engine):
    engine.upsert(
        [
            doc("a", "Radio", facets={"t": ["x"]}),
            doc("b", "Radio jardín", language="es", facets={"t": ["x"]}),
            doc("c", "Radios", language="es", facets={"t": ["y"]}),
            doc("d", "Radio", language="en", audience="members"),
            doc("e", "Garten", language="de"),
        ]
    )
    assert engine.total_in_languages(SearchQuery("radio", "fr")) == {"es": 2}
    assert engine.total_in_languages(SearchQuery("radio", "es")) == {"fr": 1}
    assert engine.total_in_languages(SearchQuery("radio", "fr", filters={"t": ["y"]})) == {"es": 1}
    assert engine.total_in_languages(SearchQuery("radio -jardín", "fr")) == {"es": 1}
    assert engine.total_in_languages(SearchQuery("", "fr")) == {}


def test_words_with_whole_letters_whatever_way_they_are_written(engine, keys):
    """Decomposed letters, and half-width ones, whose mark is a letter of its own."""
    engine.upsert(
        [
            doc("kana", unicodedata.normalize("NFD", "ガーデンの会"), language="ja"),
            doc("hangul", unicodedata.normalize("NFD", "마을정원"), language="ko"),
        ]
    )
    assert keys("ガーデン", "ja") == keys("ｶﾞｰﾃﾞﾝ", "ja") == ["kana"]
    assert keys("정원", "ko") == keys(unicodedata.normalize("NFD", "정원"), "ko") == ["hangul"]


@pytest.mark.parametrize(
    ("language", "query", "wanted"),
    [
        ("sv", "år med barn", "Ett år"),
        ("de", "schön und gut", "Schön"),
        ("vi", "chợ và làng", "Chợ"),
        ("cs", "byt a dům", "Byt"),
    ],
)
def test_accents_tell_a_word_from_a_stop_word(engine, keys, language, query, wanted):
    engine.upsert([doc("a", wanted, language=language), doc("b", "Xyz", language=language)])
    assert keys(query, language) == ["a"]


def test_tones_that_are_typed_count_and_may_be_left_out(engine, keys):
    engine.upsert([doc("dog", "Chó con", language="vi"), doc("market", "Chợ nông sản", language="vi")])
    assert keys("chợ", "vi") == ["market", "dog"]
    assert keys("chó", "vi") == ["dog", "market"]
    assert sorted(keys("cho", "vi")) == ["dog", "market"]
    assert keys("nong san", "vi") == keys("nông sản", "vi") == ["market"]


def test_accents_of_stop_words_may_be_left_out(engine, search):
    engine.upsert([doc("a", "Jardin")])
    assert search("ou est le jardin a cote").total == 1


def test_compounds_count_in_other_languages(engine):
    engine.upsert([doc("a", "Nachbarschaftsgarten", language="de"), doc("b", "Garten", language="de")])
    assert engine.total_in_languages(SearchQuery("garten", "fr")) == {"de": 2}


def test_a_word_that_some_page_writes_as_one_is_found_as_two(engine, keys):
    engine.upsert([doc("address", "Fiche", "www.repaircafe.example"), doc("two", "Un repair café"), doc("far", "Café")])
    assert sorted(keys("repaircafé")) == ["address", "two"]
    engine.upsert([doc("known", "Le portail"), doc("part", "Un port à l’ail")])
    assert keys("portail") == ["known"], "unless both parts are in a row"


def test_acronyms_and_numbers_are_one_word_however_written(engine, keys):
    engine.upsert([doc("sel", "S.E.L. de Lille"), doc("books", "90\u202f000 boîtes"), doc("letters", "s e l")])
    assert keys("SEL") == keys("sel") == ["sel"]
    assert keys("S.E.L.") == ["sel"]
    assert keys("90000") == keys("90 000") == keys("90\u00a0000") == ["books"]


def test_words_that_ask_do_not_outweigh_what_is_asked_for(engine, keys):
    engine.upsert([doc("asking", "Chercher, trouver un livre, exister", "un jardin"), doc("garden", "Jardin partagé")])
    assert (
        keys("je cherche un jardin partagé") == keys("Où puis-je trouver un jardin partagé ?") == ["garden", "asking"]
    )
    assert keys("trouver") == ["asking"]
    assert keys('"trouver" jardin') == ["asking"]


@pytest.mark.parametrize(
    ("language", "title", "other", "query"),
    [
        ("es", "Comida compartida", "Como todos", "comida"),
        ("es", "El paro", "Para todos", "paro"),
    ],
)
def test_stop_words_have_no_other_forms(engine, keys, language, title, other, query):
    engine.upsert([doc("a", title, language=language), doc("b", other, language=language)])
    assert keys(query, language) == ["a"]
    assert keys(other.split()[0], language) == ["b"]


def test_arabic_words_begin_after_their_article(engine, keys, search):
    """Nobody types the article of a word that is looked for; what is in quotes is meant with it."""
    engine.upsert(
        [doc("a", "المكتبة والأدوات", language="ar"), doc("b", "رسالة مكتوبة", "تُقرأ للجيران", language="ar")]
    )
    assert sorted(keys("مكت", "ar")) == sorted(keys("مكت*", "ar")) == ["a", "b"]
    assert keys("أدو", "ar") == keys("ادو*", "ar") == ["a"]
    assert keys("جير", "ar") == ["b"]
    assert "<mark>للجيران</mark>" in search("جير", "ar").hits[0].snippet
    assert keys('"مكتبة"', "ar") == []
    assert keys('"المكتبة"', "ar") == ["a"]
    scope = Scope(language="ar")
    assert [found.key for found in engine.suggest("مكتب", scope, 5)] == ["a:ar", None]
    assert [found.text for found in engine.suggest("جيرا", scope, 5)] == ["جيران"]
    assert search("مكتية", "ar").correction == "مكتبة"


def test_german_nouns_are_shown_with_capitals(engine, search):
    engine.upsert([doc("a", "Nachbarn im Garten", "Wir gärtnern. Gärtnern macht Freude", language="de")])
    assert search("Garrten", "de").correction == "Garten"
    assert search("gärtnenr", "de").correction == "gärtnern"
    assert [found.text for found in engine.suggest("freu", Scope(language="de"), 5)] == ["Freude"]


@pytest.mark.parametrize("text", ["Gemüse", "Gemuese", "gemuse"])
def test_compounds_begin_with_words_typed_otherwise(engine, keys, text):
    engine.upsert([doc("whole", "Gemüse", language="de"), doc("part", "Gemüsegärten", language="de")])
    engine.upsert([doc("other", "Gemüsen", language="de"), doc("none", "Gemuendorf", language="de")])
    assert sorted(keys(text, "de")) == ["other", "part", "whole"]


def test_parts_of_compounds_may_be_stems_and_short(engine, keys):
    engine.upsert([doc("a", "Ein Garten für die Schule", language="de"), doc("b", "Hof der Bauern", language="de")])
    assert keys("Schulgarten", "de") == ["a"]
    assert keys("Bauernhof", "de") == ["b"]
    engine.upsert([doc("c", "A box of books", language="en")])
    assert keys("bookbox", "en") == []
    engine.upsert([doc("d", "A book box", language="en")])
    assert keys("bookbox", "en") == ["d"]
