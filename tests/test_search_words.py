"""Synonyms and words searched as written: what a site knows better than the analysis, heeded at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.tables import SearchWord

from .engine import embedded

pytestmark = pytest.mark.django_db


def index(*titles, language="fr"):
    documents = [SearchDocument(f"{title}:{language}", language, title) for title in titles]
    get_engine().upsert(documents)


def found(text, language="fr"):
    result = get_engine().search(SearchQuery(text, language, limit=100))
    return {hit.title for hit in result.hits}


def say(word, synonyms="", language="fr", **values):
    row = SearchWord(language=language, word=word, synonyms=synonyms, **values)
    row.full_clean()
    row.save()
    return row


def test_each_of_the_synonyms_finds_the_others_at_once():
    index("Une bicyclette", "Des vélos", "Triporteur")
    assert found("vélo") == {"Des vélos"}
    row = say("vélo", "bicyclette, triporteur")
    for text in ("vélo", "velos", "Bicyclettes", "triporteur"):
        assert found(text) == {"Une bicyclette", "Des vélos", "Triporteur"}, text
    row.synonyms = "bicyclette"
    row.save()
    assert found("vélo") == {"Une bicyclette", "Des vélos"}
    SearchWord.objects.all().delete()
    assert found("vélo") == {"Des vélos"}


def test_synonyms_of_several_words():
    index("Pommes de terre nouvelles", "Patates", "Pommes et terre", "Terre cuite", "Patate cuite")
    say("patate", "pomme de terre")
    assert found("patate") == {"Patates", "Patate cuite", "Pommes de terre nouvelles"}
    assert {"Patates", "Pommes de terre nouvelles"} <= found("pommes de terre")
    assert found("terre") == {"Pommes de terre nouvelles", "Pommes et terre", "Terre cuite"}
    titles = [hit.title for hit in get_engine().search(SearchQuery("pomme de terre cuite", "fr")).hits]
    assert titles[0] == "Patate cuite", "it has all the words"


def test_synonyms_are_those_of_one_language():
    index("Bicyclette")
    index("Bicycle", language="en")
    index("Bicicleta", language="pt-br")
    say("cycle", "bicyclette", language="en")
    assert found("cycle") == set()
    say("magrela", "bicicleta", language="pt")
    assert found("magrela", "pt-br") == {"Bicicleta"}, "regional codes have those of their language"


def test_phrases_and_unwanted_words_are_meant_as_they_are():
    index("Vélo", "Bicyclette")
    say("vélo", "bicyclette")
    assert found('"vélo"') == {"Vélo"}
    assert found("vélo -bicyclette") == {"Vélo"}


def test_results_in_other_languages_are_counted_with_their_synonyms():
    index("Bicycle", language="en")
    say("velo", "bicycle", language="en")
    assert get_engine().total_in_languages(SearchQuery("velo", "fr")) == {"en": 1}


def test_scripts_without_spaces():
    index("共有庭園", "畑", language="ja")
    say("畑", "庭園", language="ja")
    say("菜園", "共有庭園、農園", language="ja")
    assert found("菜園", "ja") == {"共有庭園"}


def test_a_word_searched_as_written_is_no_form_of_another():
    index("Les communes", "Le bien commun", "Communs", "Pour la commune")
    assert found("communes") == {"Les communes", "Le bien commun", "Communs", "Pour la commune"}
    say("Communs", as_written=True)
    assert found("communs") == found("COMMUNS") == {"Communs"}
    assert found("commun") == found("communes") == {"Les communes", "Le bien commun", "Pour la commune"}
    assert found('"communs"') == {"Communs"}
    SearchWord.objects.all().delete()
    assert len(found("commun")) == 4


def test_a_word_searched_as_written_where_stemming_respells():
    """Serbian writes *ije* and *e* as one: the second letter may change, the beginning still tells the forms."""
    index("Biblioteka", "Biblioteke", language="sr")
    assert found("biblioteka", "sr") == {"Biblioteka", "Biblioteke"}
    say("biblioteke", as_written=True, language="sr")
    assert found("biblioteka", "sr") == {"Biblioteka"}


def test_only_the_word_as_written_is_marked():
    index("Fiche")
    get_engine().upsert([SearchDocument("a:fr", "fr", "Fiche", body="Un commun, des communs")])
    say("communs", as_written=True)
    (hit,) = get_engine().search(SearchQuery("communs", "fr")).hits
    assert hit.snippet == "Un commun, des <mark>communs</mark>"


def test_synonyms_of_a_word_searched_as_written():
    index("Mairies", "Les communes", "Le bien commun", "La commune")
    say("commune", "mairie", as_written=True)
    assert found("commune") == {"La commune", "Mairies"}
    assert found("mairie") == {"La commune", "Mairies"}
    assert "Mairies" not in found("commun")


def test_compounds_of_a_word_searched_as_written():
    index("Gemeinschaftsgarten", "Garten", "Des Gartens", language="de")
    assert found("garten", "de") == {"Gemeinschaftsgarten", "Garten", "Des Gartens"}
    say("Garten", as_written=True, language="de")
    assert found("garten", "de") == {"Garten"}


@embedded
def test_one_statement_more_only_for_forms_of_words_searched_as_written():
    index("Communes", "Communs", "Vélo", "Jardin")
    say("vélo", "jardin")

    def statements(text):
        found(text)
        with CaptureQueriesContext(connection) as captured:
            found(text)
        return len(captured)

    before = statements("jardin"), statements("commun")
    say("Communs", as_written=True)
    assert (statements("jardin"), statements("commun")) == (before[0], before[1] + 1)


def test_other_processes_heed_them(elsewhere):
    index("Une bicyclette")
    assert found("vélo") == set()
    elsewhere(lambda: say("vélo", "bicyclette"))
    assert found("vélo") == {"Une bicyclette"}


# Rows


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"word": "…", "synonyms": "vélo"}, "word"),
        ({"word": "VELO", "synonyms": "deux-roues"}, "word"),
        ({"word": "pomme de terre", "as_written": True}, "as_written"),
        ({"word": "patate"}, "synonyms"),
        ({"word": "patate", "synonyms": "Patate"}, "synonyms"),
        ({"word": "patate", "synonyms": "tubercule, !"}, "synonyms"),
        ({"word": "patate", "synonyms": ",".join(f"mot{number}" for number in range(21))}, "synonyms"),
    ],
)
def test_what_a_search_could_not_heed_is_refused(values, field):
    say("vélo", "bicyclette")
    with pytest.raises(ValidationError) as refused:
        say(**values)
    assert list(refused.value.message_dict) == [field]
    assert SearchWord.objects.count() == 1


@pytest.mark.parametrize("word", ["", "a" * 100])
def test_one_message_for_one_mistake(admin_client, site, word):
    add = reverse("wagtailsnippets_essaimage_wagtail_searchword:add")
    response = admin_client.post(add, {"word": word, "language": "fr", "synonyms": "vélo"})
    assert [len(messages) for messages in response.context["form"].errors.values()] == [1]
    with pytest.raises(ValidationError) as refused:
        say(word, "vélo")
    assert [len(messages) for messages in refused.value.message_dict.values()] == [1]


def test_other_forms_of_a_word_have_no_row_of_their_own():
    row = say("bidouillerie", "atelier")
    say("pomme de terre", "patate")
    for word in ("Bidouilleries", "bidouillerie", "pommes de terre"):
        with pytest.raises(ValidationError) as refused:
            say(word, "fablab")
        (message,) = refused.value.message_dict["word"]
        assert ("bidouillerie" in message) != ("pomme de terre" in message)
    row.full_clean()
    say("bidouillerie", "fablab", language="en")
    say("pomme", "fruit")
    # A word that is searched as written is apart from its other forms.
    say("Bidouilleries", as_written=True)
    row.full_clean()
    with pytest.raises(ValidationError):
        say("bidouilleries", "fablab")


def test_short_runs_of_a_script_without_spaces_are_told_apart():
    say("水", "飲料", language="ja")
    say("火", "炎", language="ja")
    with pytest.raises(ValidationError):
        say("水", "ウォーター", language="ja")


def test_what_nobody_sees_is_not_kept():
    row = say("\u202eabc\u202c", "d\u00adé, \u2067fgh\u2069, \u200f")
    assert (row.word, row.synonyms) == ("abc", "dé, fgh")
    row = say("می\u200cخواهم", language="fa", as_written=False, synonyms="خواستن")
    assert row.word == "می\u200cخواهم", "this one is part of how Persian is written"
    with pytest.raises(ValidationError):
        say("\u202e", "vélo")


def test_words_are_kept_in_one_way():
    row = say("  deux  roues ", "vélo ; vélo،  bicyclette\n, deux roues", language="pt_BR")
    assert (row.word, row.synonyms, row.language) == ("deux roues", "vélo, bicyclette", "pt-br")


def test_editors_add_change_and_delete_them(admin_client, site):
    index("Une bicyclette")
    assert found("vélo") == set()
    add = reverse("wagtailsnippets_essaimage_wagtail_searchword:add")
    html = admin_client.get(add).content.decode()
    assert "a besoin de sa propre ligne" in html
    assert '<option value="ar">' in html and "bicycle, cycle" not in html.split("<form")[0]
    response = admin_client.post(add, {"word": "vélo", "language": "fr", "synonyms": ""})
    assert response.status_code == 200 and SearchWord.objects.count() == 0
    assert response.context["form"].errors.keys() == {"synonyms"}
    admin_client.post(add, {"word": "vélo", "language": "fr", "synonyms": "bicyclette"})
    assert found("vélo") == {"Une bicyclette"}
    row = SearchWord.objects.get()
    edit = reverse("wagtailsnippets_essaimage_wagtail_searchword:edit", args=[row.pk])
    admin_client.post(edit, {"word": "cycle", "language": "fr", "synonyms": "bicyclette"})
    assert (found("vélo"), found("cycle")) == (set(), {"Une bicyclette"})
    listing = admin_client.get(reverse("wagtailsnippets_essaimage_wagtail_searchword:list")).content.decode()
    assert "bicyclette" in listing
    admin_client.post(reverse("wagtailsnippets_essaimage_wagtail_searchword:delete", args=[row.pk]))
    assert found("cycle") == set()


def test_a_language_that_the_site_no_longer_has_stays_with_its_row(admin_client, site):
    row = say("auto", "macchina", language="it")
    html = admin_client.get(
        reverse("wagtailsnippets_essaimage_wagtail_searchword:edit", args=[row.pk])
    ).content.decode()
    assert '<option value="it" selected>' in html
