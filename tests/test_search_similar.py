"""What makes documents alike."""

import pytest

from essaimage_wagtail.search import Scope

from .engine import doc

pytestmark = pytest.mark.django_db


@pytest.fixture
def like(engine):
    def like(name, language="fr", **values):
        hits = engine.more_like(f"{name}:{language}", Scope(language=language), 10, **values)
        return [hit.key.partition(":")[0] for hit in hits]

    return like


def test_words_of_titles_and_pitches_make_documents_alike_more_than_words_of_bodies(engine, like):
    chatter = "Chaque mois une heure par client, trois ans, un modèle. "
    engine.upsert(
        [
            doc("garden", "Jardin partagé", chatter * 20, summary="Des voisins cultivent un jardin."),
            doc("market", "Supermarché coopératif", chatter * 30 + "Rien ici du jardin.", summary="On y vend."),
            doc("school", "Jardin d’école", "Deux lignes.", summary="Des enfants cultivent."),
            *(doc(f"other{number}", f"Fiche {number}", chatter) for number in range(5)),
        ]
    )
    assert like("garden")[0] == "school"


def test_shared_values_make_documents_alike(engine, like):
    themes = {"tools": ["sharing"], "sewing": ["sharing"], "human": ["dialogue"], "books": ["reading"]}
    for name, values in themes.items():
        facets = {"theme": values, "type": ["sheet"]}
        engine.upsert([doc(name, f"Bibliothèque {name}", summary="Emprunter.", facets=facets)])
    engine.upsert([doc("form", "Bibliothèque tools", summary="Emprunter.", facets={"type": ["common"]})])
    assert like("tools", alike={"theme": 1.0, "nothing": 1.0})[0] == "form"
    only = {"type": ["sheet"]}
    assert like("tools", filters=only, alike={"theme": 1.0})[0] == "sewing"
    assert sorted(like("tools", filters=only)) == ["books", "human", "sewing"]
    assert like("tools", filters={"theme": ["dialogue", "nothing has this"]}, alike={"theme": 1.0}) == ["human"]


def test_a_set_phrase_tells_no_more_than_a_word(engine, like):
    note = "Un exemple fictif, inventé pour montrer."
    engine.upsert(
        [
            doc("sewing", "Bibliothèque de machines (exemple fictif)", note, summary="On emprunte."),
            doc("kitchen", "Cuisine de cour (exemple fictif)", note, summary="On cuisine."),
            doc("grocery", "Épicerie (exemple fictif)", note, summary="On achète."),
            doc("tools", "Bibliothèque d’outils", summary="On emprunte."),
            *(doc(f"other{number}", f"Fiche {number}") for number in range(5)),
        ]
    )
    assert like("sewing")[0] == "tools"


def test_numbers_make_nothing_alike_and_characters_do(engine, like):
    engine.upsert([doc("a", "Ferme 2002"), doc("b", "Forge 2002")])
    assert like("a") == []
    engine.upsert([doc("a", "共有庭園", language="ja"), doc("b", "学校の庭園", language="ja")])
    assert like("a", "ja") == ["b"]


def test_a_language_is_the_same_in_any_spelling_of_its_code(engine):
    engine.upsert([doc(name, "Jardim comunitário", "Composto e rega", language="pt-BR") for name in "ab"])
    for code in ("pt-BR", "pt-br", "pt_BR", None):
        assert [hit.key for hit in engine.more_like("a:pt-BR", Scope(language=code), 5)] == ["b:pt-BR"], code
    assert engine.more_like("a:pt-BR", Scope(language="pt"), 5) == []
