"""One word in several spellings: together or apart, for women and men at once, abbreviated, with another link."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from essaimage_wagtail.search.analysis.abbreviations import expansions, same_in_names
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.analysis.inclusive import spelt_out
from essaimage_wagtail.search.analysis.text import TOKEN, cut, unified
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.search.query.parser import parse

from .engine import doc

pytestmark = pytest.mark.django_db
WORDS = json.loads((Path(__file__).parent / "data" / "spellings.json").read_text())


@pytest.fixture
def meets(engine, search):
    """Whether a text in a language has all the words of a query, uncorrected."""

    def meets(text, query, language):
        engine.delete(list(engine.keys()))
        # The other words of a site, so that parts are known where they would be.
        engine.upsert(
            [doc("text", text, language=language), doc("other", "learning lieu Garten 2030", language=language)]
        )
        result = search(query, language)
        found = [hit.key.partition(":")[0] for hit in result.hits[: result.all_words]]
        return "text" in found and not result.correction

    return meets


# Together or apart

GROUPS = [
    ("en", "co-operative", "cooperative", "co operative"),
    ("en", "e-learning", "elearning", "e learning"),
    ("en", "do-it-yourself", "do it yourself"),
    ("fr", "co-working", "coworking", "co working"),
    ("fr", "co-voiturage", "covoiturage", "co voiturage"),
    ("fr", "ré-emploi", "réemploi", "reemploi", "re-emploi"),
    ("fr", "tiers-lieu", "tierslieu", "tiers lieu", "tiers‑lieu"),
    ("fr", "porte-à-porte", "porte à porte"),
    ("fr", "18 h", "18h"),
    ("fr", "18 h 30", "18h30"),
    ("nl", "5211 AB", "5211AB"),
    ("de", "e. V.", "e.V."),
    ("de", "z. B.", "z.B."),
    ("fr", "S. E. L.", "S.E.L.", "SEL"),
    ("ca", "col·laboració", "collaboració"),
]


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [(language, one, other) for language, *ways in GROUPS for one in ways for other in ways],
)
def test_what_some_write_as_one_word_is_found_both_ways(meets, language, text, query):
    assert meets(f"Le {text} de Lille", query, language)


@pytest.mark.parametrize("language", sorted(WORDS["hyphenated"]))
def test_hyphenated_words_of_dictionaries_are_found_with_and_without(engine, search, language):
    """Words that nobody here wrote: drawn from the hunspell dictionaries of Debian with a seed."""
    words = WORDS["hyphenated"][language]
    for written, asked in (("-", ""), ("", "-"), ("-", " ")):
        engine.delete(list(engine.keys()))
        engine.upsert(doc(f"{n}", word.replace("-", written), language=language) for n, word in enumerate(words))
        missed = []
        for number, word in enumerate(words):
            result = search(word.replace("-", asked), language)
            if f"{number}:{language}" not in [hit.key for hit in result.hits[: result.all_words]] or result.correction:
                missed.append(word)
        assert len(missed) <= len(words) / 50, (written, asked, missed)


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("fr", "De faire du vélo", "défaire"),
        ("fr", "Par terre", "parterre"),
        ("fr", "Défaire un meuble", "de faire un"),
        ("fr", "Il va par la rue", "parla"),
        ("fr", "Un jardin, partagé", "jardinpartage -partagé"),
        ("de", "Wasser für die Ratte", "Wasserrad"),
    ],
)
def test_words_that_only_stand_beside_each_other_are_not_joined(meets, language, text, query):
    assert not meets(text, query, language)


def test_what_is_found_by_another_spelling_is_marked(engine, search):
    engine.upsert([doc("a", "Titre", "Un espace de co-working à Lille"), doc("b", "Autre", "Les porteur·euse·s, ici")])
    assert "<mark>co-working</mark>" in search("coworking").hits[0].snippet
    assert "<mark>porteur·euse·s</mark>" in search("porteuses").hits[0].snippet


def test_what_hyphens_hold_together_is_as_many_words_as_it_has_pieces():
    analyzer = get_analyzer("de")
    assert [form.surface for form in analyzer.forms("Das Repair-Café")] == ["das", "repair", "cafe"]
    assert [piece if isinstance(piece, str) else piece.display for piece in analyzer.pieces("Repair-Café")] == [
        "Repair",
        "Café",
    ]


# German compounds


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("de", "Gemeinschaftsgarten", "Gemeinschaftgarten"),
        ("de", "Gemeinschaftgarten", "Gemeinschaftsgarten"),
        ("de", "Gemeinschaftsgärten", "Gemeinschaftengarten"),
    ],
)
def test_a_compound_is_found_with_another_link(meets, language, text, query):
    assert meets(text, query, language)


def test_another_link_is_found_beside_the_parts(engine, keys):
    engine.upsert(
        [
            doc("one", "Gemeinschaftsgarten", language="de"),
            doc("parts", "Eine Gemeinschaft im Garten", language="de"),
        ]
    )
    assert set(keys("Gemeinschaftgarten", "de")) == {"one", "parts"}


# For women and men at once


@pytest.mark.parametrize("written", WORDS["inclusive"])
def test_inclusive_spellings_of_real_texts_are_read(written):
    """As public texts have them: French unless it is another language's."""
    word, *forms = written.split()
    assert cut(unified(word)) == TOKEN.findall(unified(word)) == [unified(word)]
    assert set(forms) <= set(spelt_out(unified(word), capitals=True))


@pytest.mark.parametrize(
    "written",
    re.findall(
        r"\S+",
        "www.example.fr contact@site.fr et/ou km/h donne-le porte-à-porte est-ce S.E.L l'O.N.U fin.Début col·laborar "
        "acteur/actrice 10/12 a.b.c 3.5 LinkedIn PlugIns lynx Marx",
    ),
)
def test_other_words_with_such_signs_are_what_they_were(written):
    assert all(spelt_out(piece) == () for piece in cut(unified(written)))


@pytest.mark.parametrize(
    ("language", "spellings", "plain"),
    [
        ("fr", ["porteur·euse·s", "porteur.euse.s", "porteur-euse-s", "porteur(euse)s"], ["porteur", "porteuses"]),
        ("fr", ["animateur·rice", "animateur·trice", "animateur/trice"], ["animateurs", "animatrice"]),
        ("fr", ["actif·ive·s", "actif·ve·s", "actif(ive)s"], ["actifs", "actives"]),
        ("fr", ["citoyen·ne·s", "citoyen-ne-s"], ["citoyen", "citoyennes"]),
        ("fr", ["usager·ère·s", "usager.e.s"], ["usagers", "usagères"]),
        ("fr", ["habitant(e)s", "habitant·es", "habitants(es)"], ["habitants", "habitante"]),
        ("es", ["vecin@s", "vecinxs", "vecinos/as", "vecino(a)s"], ["vecinos", "vecinas"]),
        ("de", ["Gärtner*innen", "Gärtner:innen", "Gärtner_innen", "GärtnerInnen", "Gärtner/-innen"], ["Gärtner"]),
    ],
)
def test_inclusive_and_plain_spellings_find_one_another(meets, language, spellings, plain):
    for one in spellings:
        for other in (*plain, *spellings):
            assert meets(one, other, language), (one, other)
            assert meets(other, one, language), (other, one)


def test_a_compound_is_read_as_well():
    assert spelt_out("Bürger:innenrat") == ("bürgerrat", "bürgerinnenrat")


# Abbreviations


@pytest.mark.parametrize(
    ("language", "short", "whole"),
    [
        ("fr", "st etienne", "Saint-Étienne"),
        ("fr", "Ste Marie", "Sainte Marie"),
        ("fr", "bd Voltaire", "boulevard Voltaire"),
        ("fr", "av. Jaurès", "avenue Jaurès"),
        ("fr", "n° 5", "numéro 5"),
        ("fr", "n°5", "numéro 5"),
        ("fr", "assoc. de quartier", "associations de quartier"),
        ("es", "Avda. Libertad", "avenida Libertad"),
        ("de", "Hauptstr. 5", "Hauptstraße 5"),
        ("de", "St. Gallen", "Sankt Gallen"),
        ("nl", "Kerkstr.", "Kerkstraat"),
    ],
)
def test_abbreviations_and_what_they_stand_for_find_one_another(meets, language, short, whole):
    assert meets(short, whole, language)
    assert meets(whole, short, language)


def test_an_abbreviation_belongs_to_its_language():
    assert expansions("bd", "fr") == ("boulevard",)
    assert expansions("bd", "de") == expansions("bd", "xx") == ()
    assert {"saint", "sankt", "sint"} <= set(same_in_names("st"))
    assert "st" in same_in_names("saint")


# Texts without a word, and letters that are one


@pytest.mark.parametrize("text", ["🌱", "€", "#", "—", "-", '""', "?!", "…", "🌱 €"])
def test_a_text_without_a_word_finds_nothing(engine, search, text):
    engine.upsert([doc("a", "Jardin 🌱 €")])
    result = search(text, facets=["type"])
    assert (result.total, result.hits, result.correction, result.did_you_mean) == (0, [], None, None)
    assert search("").total == search("  ").total == 1
    assert search("-vélo").total == 1


@pytest.mark.parametrize("text", ["🌱", "€", "#", "—"])
def test_every_format_says_that_there_is_no_word(client, site, make_sheet, text):
    make_sheet("Jardin")
    said = f"There is no word in “{text}”."
    address = f"{site.directory['en'].url}?{urlencode({'q': text})}"
    response = client.get(address)
    assert response.context["directory"].notices == [said]
    assert said in response.content.decode()
    assert response.context["directory"].results.total == 0
    answer = client.get(f"{address}&format=json").json()
    assert (answer["total"], answer["notices"]) == (0, [said])
    assert client.get(f"{address}&format=geojson").json()["features"] == []
    assert b"<entry>" not in client.get(f"{address}&format=atom").content
    assert client.get(f"{address}&format=suggest").json()["suggestions"] == []
    for name in ("search", "points"):
        response = client.get(f"/essaimage/api/1/{name}/", {"q": text, "language": "en"})
        assert (response.status_code, response.json()) == (400, {"error": said})
    assert client.get("/essaimage/api/1/suggest/", {"q": text, "language": "en"}).json()["suggestions"] == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "repair café Y", ["repair", "café", "Y"]),
        ("fr", "vitamine A", ["vitamine", "A"]),
        ("en", "IT skills", ["IT", "skills"]),
        ("fr", "REPAIR CAFÉ DE LILLE", ["REPAIR", "CAFÉ", "LILLE"]),
        ("fr", "À Lille", ["Lille"]),
        ("en", "garden AND bike", ["garden", "bike"]),
        ("de", "Seite ODER", ["Seite"]),
        ("es", "huerto Y bici", ["huerto", "bici"]),
        ("en", "where can I repair", ["repair"]),
        ("fr", "il y a un café", ["café"]),
    ],
)
def test_a_letter_or_an_acronym_in_capitals_is_a_word_of_the_question(language, text, words):
    assert [text[clause.start : clause.end] for clause in parse(text, get_analyzer(language)).words] == words


def test_the_letter_tells(engine, search):
    engine.upsert([doc("x", "Repair café X"), doc("y", "Repair café Y"), doc("none", "Repair café")])
    result = search("repair café Y")
    assert [hit.key for hit in result.hits[: result.all_words]] == ["y:fr"]


# Languages


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("co", "l'acqua", "acqua"),
        ("lb", "d'Kanner", "Kanner"),
        ("sc", "s'iscola", "iscola"),
        ("scn", "l'acqua", "acqua"),
        ("wa", "l'aiwe", "aiwe"),
        ("mt", "f'Malta", "Malta"),
        ("mt", "l-iskola", "iskola"),
        ("ur", "زکوٰۃ", "زکوٰة"),
        ("ur", "حیاۃ", "حیاہ"),
        *(
            ("eu", word, "etxe")
            for word in ["etxea", "etxeak", "etxean", "etxera", "etxeko", "etxetik", "etxearen", "etxeetan"]
        ),
        *(("eu", word, "lorategi") for word in ["lorategia", "lorategian", "lorategiko", "lorategietan"]),
        *(("eu", word, "haur") for word in ["haurra", "haurrak", "haurren", "haurrekin"]),
    ],
)
def test_elision_and_endings_of_smaller_languages(meets, language, text, query):
    assert meets(text, query, language)
    assert meets(query, text, language)


# Postcodes


def test_what_is_in_a_place_is_found_by_its_postcodes(engine, search, site, make_sheet):
    lille = site.territory.lille
    district = lille.add_child(name="Moulins", level="district")
    make_sheet("Jardin", territory=lille)
    make_sheet("Four", territory=district)
    make_sheet("Partout", territory=site.territory.france)
    assert not search("59000").total
    lille.postcodes = "59000, 59800"
    lille.save()
    assert sorted(hit.title for hit in search("59000").hits) == ["Four", "Jardin"]
    assert search("jardin 59800").all_words == 1
    assert not index.check()


def test_a_search_near_a_postcode(client, site, make_sheet):
    lille = site.territory.lille
    lille.postcodes, lille.latitude, lille.longitude = "59000", "50.637", "3.063"
    lille.save()
    make_sheet("Jardin", territory=lille)
    view = client.get(f"{site.directory['fr'].url}?near=59000&radius=10").context["directory"]
    assert (view.question.place.territory, view.results.total, view.notices) == (lille, 1, [])
    assert re.search(r"near=FR-59350|near=[0-9a-f-]{36}", view.addresses.url())
    view = client.get(f"{site.directory['fr'].url}?near=75001").context["directory"]
    assert view.question.place is None
    assert view.notices
