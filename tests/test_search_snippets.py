"""The words that every engine shows and marks of what it found."""

import pytest

from .engine import doc

pytestmark = pytest.mark.django_db


def test_snippets_mark_the_words_as_the_text_has_them(engine, search):
    engine.upsert([doc("a", "Fiche", "Près de l’école, les bénévoles & amis cultivent.", summary="<b>Un</b> jardin")])
    (hit,) = search("benevole ecoles cultiver").hits
    assert hit.snippet == (
        "&lt;b&gt;Un&lt;/b&gt; jardin Près de l’<mark>école</mark>, les <mark>bénévoles</mark> &amp; amis "
        "<mark>cultivent</mark>."
    )
    assert (hit.title, hit.language) == ("Fiche", "fr")


def test_a_snippet_is_the_part_with_most_of_the_words(engine, search):
    far = "mot " * 300
    engine.upsert([doc("a", "Fiche", f"le jardin {far} un jardin avec du compost {far}")])
    (hit,) = search("jardin compost").hits
    assert "un <mark>jardin</mark> avec du <mark>compost</mark>" in hit.snippet
    assert hit.snippet.startswith("… mot") and hit.snippet.endswith("mot …")
    assert len(hit.snippet) < 300


def test_the_first_word_of_a_line_is_marked(engine, search):
    """Headings and the items of lists end in line breaks."""
    engine.upsert([doc("a", "Fiche", "Matériel\nCompost et bâche")])
    assert search("compost").hits[0].snippet == "Matériel\n<mark>Compost</mark> et bâche"


def test_a_snippet_without_words_is_the_beginning(engine, search):
    engine.upsert([doc("a", "Jardin", "Le début. " + "mot " * 300)])
    for text in ("jardin", ""):
        assert search(text).hits[0].snippet.startswith("Le début. mot")


def test_phrases_beginnings_pairs_and_compounds_are_marked(engine, search):
    engine.upsert(
        [
            doc("a", "", "Un jardin partagé, une éducation"),
            doc("b", "", "私たちの共有庭園です", language="ja"),
            doc("c", "", "Viele Gemeinschaftsgärten", language="de"),
        ]
    )
    snippet = search('"jardin partagé" édu*').hits[0].snippet
    assert snippet == "Un <mark>jardin</mark> <mark>partagé</mark>, une <mark>éducation</mark>"
    assert search("共有庭園", "ja").hits[0].snippet == "私たちの<mark>共有庭園</mark>です"
    assert search("Garten", "de").hits[0].snippet == "Viele <mark>Gemeinschaftsgärten</mark>"
