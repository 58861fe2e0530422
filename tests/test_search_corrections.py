"""Words that the index does not know: typing errors, and words that somebody is still typing."""

import pytest

from .engine import doc

pytestmark = pytest.mark.django_db


def test_unknown_words_are_corrected_and_it_is_said(engine, search):
    engine.upsert([doc("a", "Jardins bénévoles"), doc("b", "Vélo")])
    result = search("les jardnis")
    assert (result.correction, [hit.key for hit in result.hits]) == ("les jardins", ["a:fr"])
    assert search("Benevolles de mon Jardin").correction == "bénévoles de mon Jardin"
    assert search("vleo").correction == "vélo"


def test_known_words_are_never_corrected(engine, search):
    engine.upsert([doc("a", "Jardin"), doc("b", "Jardon")])
    assert search("jardon").correction is None
    assert search("jardin jardon").correction is None


def test_what_is_meant_as_written_is_not_corrected(engine, search):
    engine.upsert([doc("a", "Jardins")])
    for text in ('"jardnis"', "jardni*", "-jardnis jardins", "zzzzzzzz"):
        assert search(text).correction is None, text


def test_nearest_then_most_usual_word_is_offered(engine, search):
    engine.upsert([doc("a", "carton"), doc("b", "canton"), doc("c", "canton"), doc("d", "cartons")])
    assert search("caxton").correction == "canton"


def test_words_of_another_language_are_not_offered(engine, search):
    engine.upsert([doc("a", "gardens", language="en")])
    assert search("gardnes").correction is None


@pytest.mark.parametrize(
    ("language", "title", "query"),
    [
        ("fr", "Les ailes du moulin", "aînés"),
        ("fr", "La main verte", "e-mail"),
        ("en", "A job well done", "don't"),
        ("en", "A job well done", "don’t"),
        ("fr", "Mais oui", "mail"),
        ("fr", "Le tour 123d", "123e4"),
    ],
)
def test_what_is_no_typing_error_is_not_corrected(engine, search, language, title, query):
    engine.upsert([doc("a", title, language=language)])
    assert (search(query, language).correction, search(query, language).total) == (None, 0)


def test_corrections_keep_the_first_letter_and_prefer_what_is_usual(engine, search):
    engine.upsert([doc(f"wide{number}", "Un large trottoir") for number in range(5)])
    engine.upsert([doc("talk", "On parle"), doc("start", "On parte")])
    engine.upsert([doc(f"talk{number}", "On parle") for number in range(2)])
    assert search("parge").correction == "parle"
    assert search("lagre").correction == "large"


@pytest.mark.parametrize(
    ("language", "texts", "query", "correction", "did_you_mean", "found"),
    [
        # A word that nobody wrote yet is not taken for another where other words are found; nor is it offered if the
        # dictionary of the language has it.
        ("en", ["Time matters. " + "So it is. " * 9 + "Welcome back"], "time bakc", None, "time back", ["0"]),
        ("en", ["Time matters. " + "So it is. " * 9 + "Welcome back"], "time bank", None, None, ["0"]),
        ("en", ["Books", "Soap"], "book swap", None, None, ["0"]),
        ("fr", ["Jardin à partager"], "jardin potager", None, None, ["0"]),
        (
            "fr",
            ["Une école. " + "Tout ce qui est là. " * 9 + "Dehors"],
            "école de deohrs",
            None,
            "école de dehors",
            ["0"],
        ),
        # Long words, and words that stand close to the others, are.
        ("fr", ["Un compostage", "Un jardin"], "jardin comspotage", "jardin compostage", None, ["0", "1"]),
        ("fr", ["Le jardin partagé", "Le vélo"], "jadrin partagé vélo", "jardin partagé vélo", None, ["0", "1"]),
        ("fr", ["Le jardin partagé"], "jardn partagé xylophone", "jardin partagé xylophone", None, ["0"]),
        ("fr", ["Le jardin partagé"], '"partagé" jardn', '"partagé" jardin', None, ["0"]),
        # Alone, a word of the dictionary is searched as it is, and another is offered.
        ("fr", ["Les habitants"], "habitat", None, "habitants", []),
        ("es", ["Las otras"], "obras", None, "otras", []),
        ("es", ["Una tarta"], "tarea", None, "tarta", []),
        ("fr", ["C’est loin"], "lois", None, "loin", []),
        # Alone, a small error is put right.
        ("fr", ["Le compost"], "comspot", "compost", None, ["0"]),
        ("en", ["Going back"], "bank", None, "back", []),
        ("ar", ["حساء"], "نساء", None, None, []),
        # A compound that nobody wrote is one kind of its last part.
        ("de", ["Geräte"], "Elektrogeräte", None, "Geräte", []),
        ("de", ["Kochen", "Garten zum Kochen"], "Schulgarten kochen", None, "Garten kochen", ["0", "1"]),
        ("fr", ["Un fleuve"], "grandfleuve", None, None, []),
        # With a small error in one of its parts it is offered as it should be, whether anybody wrote it or not.
        ("de", ["Gemeinschaft im Garten"], "Gemeinschaftsgatren", None, "Gemeinschaftsgarten", []),
        ("de", ["Gemeinschaft im Garten"], "Gemienschaftsgarten", None, "Gemeinschaftsgarten", []),
        ("de", ["Eine Gemeinschaft", "Im Garten"], "Gemienschaftsgarten", None, "Garten", []),
        ("de", ["Viele Kräuter im Garten"], "Kräutergatren", None, "Kräutergarten", []),
        ("nl", ["De fiets van de buurt"], "buurtfeits", None, "buurtfiets", []),
    ],
)
def test_less_sure_corrections_are_offered(engine, search, language, texts, query, correction, did_you_mean, found):
    engine.upsert([doc(str(number), text, language=language) for number, text in enumerate(texts)])
    result = search(query, language)
    assert (result.correction, result.did_you_mean) == (correction, did_you_mean)
    assert sorted(hit.key.partition(":")[0] for hit in result.hits) == found


def test_nothing_is_put_right_that_is_meant_as_typed(engine, search):
    engine.upsert([doc("a", "Jardins"), doc("b", "Compost")])
    result = search("jardnis compost", correct=False)
    assert (result.correction, result.did_you_mean, [hit.key for hit in result.hits]) == (None, None, ["b:fr"])
    assert search("jardnis", correct=False).total == 0


def test_what_is_offered_is_in_scope(engine, search):
    engine.upsert([doc("a", "Les habitants", audience="staff"), doc("b", "Un lieu")])
    assert search("habitat").did_you_mean is None


def test_very_many_unknown_words(engine, search):
    """More statements than SQLite joins into one."""
    engine.upsert([doc("a", "Jardin")])
    unknown = " ".join("".join(chr(97 + (n * 7 + m * m) % 26) for m in range(38)) for n in range(24))
    assert search(unknown).total == 0


def test_the_last_word_may_be_unfinished(engine, keys, search):
    """Results show as one types: no letter on the way finds nothing."""
    engine.upsert([doc("a", "Jardins partagés et compostage"), doc("b", "Fiche", "le compostage"), doc("c", "Vélo")])
    for text in ("comp", "compo", "composta"):
        assert keys(text) == ["a", "b"], text
        assert search(text).correction is None
    assert keys("jardin comp") == keys("jardins et com") == ["a", "b"]
    assert "<mark>compostage</mark>" in search("compos").hits[1].snippet
    assert search("jardnis").correction == "jardins"


@pytest.mark.parametrize(
    ("language", "title", "texts"),
    [
        ("fr", "Jardins partagés", ("j", "ja", "jar", "j*", "ja*", "p", "jardin p")),
        ("fr", "Les 100 vélos", ("1", "10", "1*", "10*", "v")),
        ("en", "Repair together", ("r", "re", "r*")),
        ("ar", "مكتبة الأدوات", ("م", "مك", "م*")),
        ("ja", "庭園", ("庭", "園", "庭*")),
    ],
)
def test_one_letter_is_a_beginning(engine, keys, search, language, title, texts):
    engine.upsert([doc("a", title, language=language), doc("b", "X", language=language)])
    for text in texts:
        assert keys(text, language) == ["a"], text
        assert search(text, language, facets=["type"]).correction is None


def test_no_more_words_begin_with_one_letter_than_are_usual(engine, keys, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.search.query.expansion.MAX_BEGUN", 1)
    engine.upsert([doc("usual", "Jardin")])
    engine.upsert([doc("rare", "Jouvence")])
    assert keys("j") == keys("j*") == ["usual"]
    assert sorted(keys("jo")) == ["rare"]


def test_one_letter_leaves_nothing_out(engine, keys):
    engine.upsert([doc("a", "Jardin"), doc("b", "Vélo J")])
    assert keys("-j*") == ["a"], "the word alone"
