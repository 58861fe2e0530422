"""Concepts: what editors enter, the set to begin with, and SKOS out and in."""

import csv
import sys

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import Concept, ConceptLabel
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.query.concepts import Concepts, NamedConcept
from essaimage_wagtail.vocabulary import skos
from essaimage_wagtail.vocabulary.known import vocabulary
from essaimage_wagtail.vocabulary.storing import STARTER, BadFile, entries_of_site, read_table

pytestmark = pytest.mark.django_db

NAMESPACES = f'xmlns:rdf="{skos.RDF}" xmlns:skos="{skos.SKOS}"'


def load(*arguments, **options):
    call_command("essaimage_concepts", *arguments, **{"verbosity": 0, **options})


def words():
    """``{key: {language: [names]}}`` of the site."""
    return {
        concept.key: {label.language: label.words for label in concept.labels.all()}
        for concept in Concept.objects.prefetch_related("labels")
    }


# The set to begin with


def test_the_set_has_about_three_hundred_concepts_in_five_languages():
    entries = read_table(STARTER.read_text("utf-8"))
    assert len(entries) >= 300
    assert {tuple(entry.names) for entry in entries} == {("fr", "en", "es", "de", "ar")}
    load("load")
    assert (Concept.objects.count(), ConceptLabel.objects.count()) == (len(entries), 5 * len(entries))
    for label in ConceptLabel.objects.select_related("concept"):
        label.full_clean()


@pytest.mark.parametrize("language", ["fr", "en", "es", "de", "ar"])
def test_each_name_of_the_set_is_understood_as_its_concept(language):
    """Some names are those of several concepts, as “bank” is; none is hidden by others."""
    entries = read_table(STARTER.read_text("utf-8"))
    concepts = Concepts([NamedConcept(e.identifier, e.names) for e in entries], language, get_analyzer(language))
    for entry in entries:
        meanings = concepts.meanings(entry.names[language][0]).meanings
        keys = {concept.key for meaning in meanings for concept in meaning.concepts}
        assert entry.identifier in keys, entry.names[language][0]


def test_loading_again_changes_nothing_that_an_editor_changed(capsys):
    load("load")
    concept = Concept.objects.get(key="community-garden")
    label = concept.labels.get(language="fr")
    label.name, label.synonyms = "potager de rue", ""
    label.save()
    concept.labels.filter(language="de").delete()
    Concept.objects.create(key="own")
    load("load", verbosity=1)
    assert "0 added. Names: 1 added" in capsys.readouterr().out
    assert words()["community-garden"]["fr"] == ["potager de rue"]
    assert words()["community-garden"]["de"][0] == "Gemeinschaftsgarten"
    assert concept.broader.key == "garden"


SMALL_VOCABULARY = (
    "key,broader,fr,en\ngarden,,jardin,garden\nplot,garden,jardin partagé; potager,community garden\nbike,,vélo,bike\n"
)


@pytest.fixture
def few(tmp_path):
    file = tmp_path / "few.csv"
    file.write_text(SMALL_VOCABULARY, encoding="utf-8")
    return str(file)


def test_what_somebody_deleted_stays_away_until_it_is_asked_for(admin_client, tmp_path, few, capsys):
    load("load", "--file", few)
    kept = tmp_path / "concepts.rdf"
    load("export", str(kept))
    for key in ("plot", "bike", "garden"):
        concept = Concept.objects.get(key=key)
        url = reverse("wagtailsnippets_essaimage_wagtail_concept:delete", args=[concept.pk])
        assert admin_client.post(url).status_code == 302
    load("load", "--file", few, verbosity=1)
    assert "Left away: 3 concepts" in capsys.readouterr().out
    assert words() == {}
    # What an editor enters again, or a file brings that somebody imports, is wanted.
    Concept.objects.create(key="bike")
    load("load", "--file", few)
    assert words() == {"bike": {"fr": ["vélo"], "en": ["bike"]}}
    load("load", "--file", few, "--restore")
    assert Concept.objects.get(key="plot").broader.key == "garden"
    Concept.objects.all().delete()
    load("import", str(kept))
    assert len(words()) == 3
    Concept.objects.filter(key="garden").delete()
    load("load", "--file", few, verbosity=1)
    assert "Left away: 1 concepts" in capsys.readouterr().out


def test_a_table_of_the_site(tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("key,broader,fr,it\nmer,,la mer; océan,il mare\nplage,mer,plage,\n", encoding="utf-8-sig")
    load("load", "--file", str(file))
    assert words() == {"mer": {"fr": ["la mer", "océan"], "it": ["il mare"]}, "plage": {"fr": ["plage"]}}
    assert Concept.objects.get(key="plage").broader.key == "mer"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("key,fr\nmer,mer\n", "columns key and broader"),
        ("key,broader,fr\nla mer,,mer\n", "Line 2: “la mer” is no key"),
        ("key,broader,fr\nmer,,mer\nmer,,océan\n", "Line 3: “mer” is on line 2 already"),
        ("key,broader,fr\nmer,,\n", "Line 2: “mer” has no name"),
        ("key,broader,fr\nmer,eau,mer\n", "Line 2: “eau”, which is to be broader than “mer”, is not there"),
        ("key,broader,fr\nmer,eau,mer\neau,mer,eau\n", "Line 2: “mer” would be broader than itself"),
        ("key,broader,fr\nmer,,mer\neau,,€\n", "Line 3: there is no word in “€”"),
        ("key,broader,fr\nmer,,mer,de trop\n", "Line 2 has not as many cells"),
        (f"key,broader,fr\nmer,,{'mer' * 40}\n", "Line 2: “mermer"),
        (f"key,broader,fr\nmer,,{'; '.join(f'mer{n}' for n in range(40))}\n", "more than 20 synonyms"),
        ('key,broader,fr\nmer,,"mer\n', "Line 2"),
        ("", "columns key and broader"),
    ],
)
def test_a_table_that_is_wrong_changes_nothing(tmp_path, text, message):
    file = tmp_path / "words.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match=message) as raised:
        load("load", "--file", str(file))
    assert str(raised.value).endswith("Nothing was changed.")
    assert not Concept.objects.exists()


# SKOS


def test_what_is_written_is_read_as_it_was(tmp_path, site):
    load("load")
    before, broader = words(), dict(Concept.objects.values_list("key", "broader__key"))
    file = tmp_path / "concepts.rdf"
    load("export", str(file))
    load("import", str(file))
    assert words() == before, "and the site's own themes become no concepts"
    Concept.objects.all().delete()
    load("import", str(file))
    assert words() == before
    assert dict(Concept.objects.values_list("key", "broader__key")) == broader


def test_terms_are_written_by_their_translations_and_read_by_another_site(tmp_path, site):
    file = tmp_path / "concepts.rdf"
    load("export", str(file))
    key = site.themes["garden"]["fr"].translation_key
    (entry,) = (entry for entry in entries_of_site() if entry.uri == f"urn:uuid:{key}")
    assert entry.names == {"fr": ["Jardins"], "en": ["Gardens"]}
    for row in site.themes["garden"].values():
        row.delete()
    load("import", str(file))
    assert [concept for concept in words().values() if concept == {"fr": ["Jardins"], "en": ["Gardens"]}]
    assert Concept.objects.count() == 1, "those that are still terms of the site are none"


def rdf(inside):
    return f'<?xml version="1.0"?>\n<rdf:RDF {NAMESPACES}>\n{inside}\n</rdf:RDF>'


FOREIGN = rdf("""
<rdf:Description rdf:about="http://example.org/c_1">
  <rdf:type rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/>
  <skos:prefLabel xml:lang="fr">jardins (potagers)</skos:prefLabel>
  <skos:broader rdf:resource="http://example.org/c_2"/>
</rdf:Description>
<skos:Concept rdf:about="http://example.org/c_2" xml:lang="es">
  <skos:prefLabel>huerto, comunitario</skos:prefLabel>
  <skos:altLabel xml:lang="es">huerta</skos:altLabel>
  <skos:altLabel xml:lang="zh">菜园</skos:altLabel>
  <skos:definition xml:lang="es">Tierra.</skos:definition>
</skos:Concept>
<rdf:Description rdf:about="http://example.org/c_1">
  <skos:altLabel xml:lang="fr">potager</skos:altLabel>
  <skos:altLabel xml:lang="fr">€</skos:altLabel>
</rdf:Description>
<skos:ConceptScheme rdf:about="http://example.org/"/>
""")


def test_a_file_of_others(tmp_path, site, capsys):
    file = tmp_path / "foreign.rdf"
    file.write_text(FOREIGN, encoding="utf-8")
    load("import", str(file), verbosity=1)
    assert words() == {"c_1": {"fr": ["jardins", "potager"]}, "c_2": {"es": ["huerto comunitario", "huerta"]}}
    assert Concept.objects.get(key="c_1").broader.uri == "http://example.org/c_2"
    assert "Concepts: 2 added" in (said := capsys.readouterr().out) and "Left out: 1 names" in said
    load("import", str(file))
    assert Concept.objects.count() == 2, "they are known by their addresses"


TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@base <http://10.255.255.1/nobody-answers/> .
<c_1> a skos:Concept ; skos:prefLabel "jardins (potagers)"@fr ; skos:altLabel "potager"@fr, "€"@fr, "menza"@hu ;
  skos:note '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r>&b;</r>'^^rdf:XMLLiteral ; skos:broader <c_2> .
<c_2> a skos:Concept ; skos:prefLabel "huerto, comunitario"@es ; skos:hiddenLabel "huerta"@es .
<c_3> a skos:ConceptScheme ; skos:prefLabel "Jardins"@fr .
"""


def test_turtle_out_and_in(tmp_path, site, few, capsys):
    load("load", "--file", few)
    before = words()
    file, foreign = tmp_path / "concepts.ttl", tmp_path / "foreign.TTL"
    load("export", str(file))
    Concept.objects.all().delete()
    load("import", str(file))
    assert words() == before
    assert Concept.objects.get(key="plot").broader.key == "garden"
    Concept.objects.all().delete()
    foreign.write_text(TURTLE, encoding="utf-8")
    load("import", str(foreign), verbosity=1)
    assert words() == {"c_1": {"fr": ["jardins", "potager"]}, "c_2": {"es": ["huerto comunitario", "huerta"]}}
    assert Concept.objects.get(key="c_1").broader.uri == "http://10.255.255.1/nobody-answers/c_2"
    assert "Left out: 1 names" in capsys.readouterr().out


PREFIX = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PREFIX + "<a> foo:bar 1 .", "Line 2: this is no Turtle: Prefix"),
        (PREFIX + '<a> a skos:Concept ; skos:prefLabel "mer', "Quote expected"),
        (PREFIX + "<a> a skos:Concept ; skos:note " + "[" * 50_000, "too deep"),
        (PREFIX + '[] a skos:Concept ; skos:prefLabel "mer"@fr .', "no address: “mer”"),
        (PREFIX + '<a> a skos:Concept ; skos:prefLabel "mer" .', "“mer” does not say its language"),
        (PREFIX + '<a> a skos:Concept ; skos:prefLabel "mer"@fr, "eau"@fr .', "two preferred names"),
        (PREFIX + f'<{"a" * 600}> a skos:Concept ; skos:prefLabel "mer"@fr .', "longer than 500"),
        ("<rdf:RDF/>", "ends within"),
        ("\udcff", "Line 1: this is no text in UTF-8"),
        ("#" * 5_000_001, "larger than 5 MB"),
    ],
)
def test_turtle_that_is_wrong_changes_nothing(tmp_path, site, text, message):
    file = tmp_path / "words.ttl"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CommandError, match=message):
        load("import", str(file))
    assert not Concept.objects.exists()


def test_without_its_package_turtle_is_refused_and_rdf_is_not(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rdflib", None)
    with pytest.raises(CommandError, match="rdflib"):
        load("export", str(tmp_path / "concepts.ttl"))
    load("export", str(tmp_path / "concepts.rdf"))


BOMB = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>
<rdf:RDF {}><skos:Concept rdf:about="x"><skos:prefLabel xml:lang="fr">&c;</skos:prefLabel></skos:Concept></rdf:RDF>"""
EXTERNAL = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<rdf:RDF {}><skos:Concept rdf:about="x"><skos:prefLabel xml:lang="fr">&a;</skos:prefLabel></skos:Concept></rdf:RDF>"""
CONCEPT = '<skos:Concept rdf:about="http://example.org/{}">{}</skos:Concept>'
MER = '<skos:prefLabel xml:lang="fr">mer</skos:prefLabel>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Line 1: this is no XML"),
        ("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "Line 1: this is no XML"),
        ("<html/>", "this is XML, but no RDF"),
        (rdf(CONCEPT.format(1, MER))[:-5], "this is no XML"),
        (BOMB.format(NAMESPACES), "declares entities"),
        (EXTERNAL.format(NAMESPACES), "declares entities"),
        (rdf(f"\n<skos:Concept>{MER}</skos:Concept>"), "Line 4: a concept has no address"),
        (rdf(CONCEPT.format(1, "<skos:prefLabel>mer</skos:prefLabel>")), "Line 3: “mer” does not say its language"),
        (
            rdf(CONCEPT.format(1, MER) + "\n" + CONCEPT.format(2, MER + MER.replace("mer", "eau"))),
            "Line 4: a concept has two preferred names in “fr”: mer, eau",
        ),
        (rdf(CONCEPT.format("x" * 600, MER)), "Line 3: an address is longer"),
        (
            rdf(
                CONCEPT.format(1, MER + '<skos:broader rdf:resource="http://example.org/2"/>')
                + CONCEPT.format(2, MER + '<skos:broader rdf:resource="http://example.org/1"/>')
            ),
            "would be broader than itself",
        ),
    ],
)
def test_a_file_that_is_wrong_changes_nothing(tmp_path, site, text, message):
    file = tmp_path / "concepts.rdf"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=message) as raised:
        load("import", str(file))
    assert str(raised.value).endswith("Nothing was changed.")
    assert not Concept.objects.exists()


def test_a_file_that_is_too_large_or_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(skos, "MAX_BYTES", 100)
    with pytest.raises(BadFile, match="larger than"):
        skos.read(b" " * 101)
    with pytest.raises(CommandError, match="cannot be read"):
        load("import", str(tmp_path / "nowhere.rdf"))
    with pytest.raises(CommandError, match="cannot be written"):
        load("export", str(tmp_path / "nowhere" / "concepts.rdf"))


# What editors enter


def form(*labels, key="", broader=""):
    rows = {
        f"labels-{number}-{name}": value
        for number, label in enumerate(labels)
        for name, value in {"synonyms": "", "id": "", "ORDER": str(number), "DELETE": "", **label}.items()
    }
    return {"labels-TOTAL_FORMS": len(labels), "labels-INITIAL_FORMS": 0, "key": key, "broader": broader, **rows}


def add(editor, *labels, **fields):
    return editor.post(reverse(Concept.snippet_viewset.get_url_name("add")), form(*labels, **fields))


def test_an_editor_adds_a_concept(editor):
    response = add(
        editor,
        {"language": "fr", "name": " jardin  partagé ", "synonyms": "jardin collectif, Jardin partagé"},
        {"language": "es", "name": "huerto comunitario"},
    )
    assert response.status_code == 302
    assert words() == {"jardin-partagé": {"fr": ["jardin partagé", "jardin collectif"], "es": ["huerto comunitario"]}}
    html = editor.get(reverse(Concept.snippet_viewset.get_url_name("list"))).content.decode()
    assert "jardin partagé" in html and "huerto comunitario" in html
    found = editor.get(reverse(Concept.snippet_viewset.get_url_name("list")), {"q": "huerto"}).content.decode()
    assert "jardin-partagé" in found
    assert (
        "jardin-partagé"
        not in editor.get(reverse(Concept.snippet_viewset.get_url_name("list")), {"q": "soupe"}).content.decode()
    )


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([{"language": "fr", "name": "€"}], "There is no word in this"),
        ([{"language": "fr", "name": "mer", "synonyms": "€"}], "There is no word in “€”"),
        ([{"language": "fr", "name": "mer"}, {"language": "fr", "name": "océan"}], "concept and language"),
        ([], "at least"),
    ],
)
def test_what_a_search_could_not_heed_is_refused(editor, labels, message):
    UserProfile.get_for_user(get_user_model().objects.get()).delete()
    UserProfile.objects.create(user=get_user_model().objects.get(), preferred_language="en")
    response = add(editor, *labels)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Concept.objects.exists()


def test_two_concepts_of_one_name_have_keys_of_their_own(editor):
    add(editor, {"language": "fr", "name": "mer"})
    add(editor, {"language": "fr", "name": "mer"})
    assert set(words()) == {"mer", "mer-2"}


def test_no_concept_is_broader_than_itself():
    one = Concept.objects.create(key="one")
    two = Concept.objects.create(key="two", broader=one)
    one.broader = two
    with pytest.raises(ValidationError) as refused:
        one.full_clean()
    assert list(refused.value.message_dict) == ["broader"]


def test_a_language_that_the_site_has_no_more_keeps_its_names(editor):
    concept = Concept.objects.create(key="sea")
    ConceptLabel.objects.create(concept=concept, language="oc", name="mar")
    html = editor.get(reverse(Concept.snippet_viewset.get_url_name("edit"), args=[concept.pk])).content.decode()
    assert '<option value="oc" selected>oc</option>' in html


def test_names_follow_a_language_that_gets_another_code(site):
    one, other = Concept.objects.create(key="sea"), Concept.objects.create(key="source")
    ConceptLabel.objects.create(concept=one, language="es", name="mar")
    ConceptLabel.objects.create(concept=other, language="es", name="fuente")
    ConceptLabel.objects.create(concept=other, language="pt", name="nascente")
    site.locales["es"].language_code = "pt"
    site.locales["es"].save()
    assert words() == {"sea": {"pt": ["mar"]}, "source": {"es": ["fuente"], "pt": ["nascente"]}}
    assert vocabulary().meanings("mar", "pt").meanings


def test_the_table_is_one_that_people_can_read():
    with STARTER.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["area"] for row in rows] == sorted(
        (row["area"] for row in rows), key=[row["area"] for row in rows].index
    )
    assert len({row["key"] for row in rows}) == len(rows)
