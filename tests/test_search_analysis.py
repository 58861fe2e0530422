"""The analyzer: which words are the same word, in each language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaimage_wagtail.search.analysis.analyzer import MAX_WORD, get_analyzer
from essaimage_wagtail.search.analysis.languages import LANGUAGES, get_language, normalise_code
from essaimage_wagtail.search.analysis.stop_words import STOP_WORDS
from essaimage_wagtail.search.analysis.text import TOKEN, cut, fold, unified
from essaimage_wagtail.search.query.matching import Terms


def tokens(text, language):
    """All that each word is indexed and searched by."""
    return [{word.form.main, *word.form.variants} for word in get_analyzer(language).words(text)]


def same(first, second, language):
    """Whether one text finds the other, word by word."""
    pairs = list(zip(tokens(first, language), tokens(second, language), strict=True))
    return bool(pairs) and all(one & other for one, other in pairs)


SAME = [
    ("fr", "jardins partagés", "JARDIN PARTAGE"),
    ("fr", "cœurs", "coeur"),
    ("fr", "l’école", "d'ecole"),
    ("fr", "aujourd’hui", "aujourd'hui"),
    ("fr", "vélos", "velo"),
    ("fr", "cultivent", "cultiver"),
    ("fr", "réseaux", "reseau"),
    ("fr", "bénévoles", "be\u0301ne\u0301vole"),
    ("en", "neighbourhood organisations", "neighborhood organization"),
    ("en", "the children’s libraries", "the child library"),
    ("en", "community centre", "community centers"),
    ("en", "programme catalogue", "programs catalog"),
    ("es", "ciudades", "ciudad"),
    ("es", "jóvenes", "joven"),
    ("es", "luces", "luz"),
    ("es", "organización", "organizaciones"),
    ("de", "München", "Muenchen"),
    ("de", "Straßen", "strasse"),
    ("de", "Gärten", "garten"),
    ("de", "Häuser", "Haus"),
    ("ar", "المكتبات", "مكتبة"),
    ("ar", "والمدارس", "مدرسة"),
    ("ar", "الحدائق", "حديقة"),
    ("ar", "أطفال", "الطفل"),
    ("ar", "مشاريع", "مشروع"),
    ("ar", "شوارع", "الشارع"),
    ("ar", "الشواطئ", "شاطئ"),
    ("ar", "شواطئ", "شاطي"),
    ("ar", "مُتَطَوِّع", "متطوعون"),
    ("ar", "إلى ١٢", "الى 12"),
    ("it", "dell’associazione", "associazioni"),
    ("ca", "l'escola", "escoles"),
    ("nl", "huizen", "huis"),
    ("sv", "trädgårdar", "tradgard"),
    ("da", "børnehaver", "bornehave"),
    ("nb", "skoler", "skole"),
    ("fi", "puutarhat", "puutarha"),
    ("pl", "ogrody", "ogrod"),
    ("cs", "zahrady", "zahrada"),
    ("pt-br", "associações", "associacao"),
    ("pt", "jardins", "jardim"),
    ("es", "organizaciones", "organizacion"),
    ("ro", "grădini", "gradini"),
    ("ru", "волонтёры", "волонтера"),
    ("uk", "садами", "садів"),
    ("bg", "градините", "градини"),
    ("tr", "İstanbul'da IŞIK", "istanbul isik"),
    ("el", "κήπους", "κηποσ"),
    ("he", "הספרים", "ספר"),
    ("fa", "كتاب", "کتاب"),
    ("vi", "cộng đồng", "cong dong"),
    ("hi", "किताबें", "किताब"),
    ("xx", "ÉCOLE", "ecole"),
    ("fr", "S.E.L.", "SEL"),
    ("fr", "l’O.N.U.", "onu"),
    ("en", "U.K. and U.S.A", "UK and USA"),
    ("fr", "90\u202f000 et 1\u00a0234\u00a0567", "90000 et 1234567"),
    ("fr", "partagé", "partagee"),
    ("fr", "partagés", "partagees"),
    ("fr", "retraités", "retraitee"),
    ("fr", "premiers", "premiere"),
    ("ca", "donacions", "donacio"),
    ("cs", "vybraný", "vybranych"),
    ("hu", "közösségek", "kozossegrol"),
    ("lt", "svetainė", "svetaineje"),
    ("pl", "ogrodem", "ogrodow"),
    ("pl", "zmieniamy", "zmieniac"),
    ("pt", "programada", "programavel"),
    ("ro", "documente", "documentatia"),
    ("tr", "kullanımı", "kullanim"),
]


@pytest.mark.parametrize(("language", "first", "second"), SAME)
def test_forms_of_one_word_meet(language, first, second):
    assert same(first, second, language)


def test_dots_and_spaces_that_join_nothing_end_words():
    text = "A.Dupont, fin.De 1990\u00a0000, 12 345, v1.2 x.y2"
    surfaces = [word.form.surface for word in get_analyzer("fr").words(text)]
    assert surfaces == ["a", "dupont", "fin", "de", "1990", "000", "12", "345", "v1", "2", "x", "y2"]


DIFFERENT = [
    ("fr", "jardin", "jardinerie"),
    ("en", "garden", "guard"),
    ("de", "Garten", "Stuttgart"),
    ("ar", "مدرسة", "مكتبة"),
    ("es", "huerto", "puerto"),
]


@pytest.mark.parametrize(("language", "first", "second"), DIFFERENT)
def test_different_words_stay_apart(language, first, second):
    assert not same(first, second, language)


def test_one_main_token_for_each_word_whatever_its_variants():
    words = list(get_analyzer("de").words("Ein Muenchener Garten für Bürger"))
    assert [word.form.surface for word in words] == ["ein", "muenchener", "garten", "fur", "burger"]
    assert all(word.form.main for word in words)


def test_offsets_are_those_of_the_text_without_the_elision():
    text = "Près de l’École, aujourd'hui"
    words = {word.form.surface: text[word.start : word.end] for word in get_analyzer("fr").words(text)}
    assert words == {"pres": "Près", "de": "de", "ecole": "École", "aujourdhui": "aujourd'hui"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共有庭園", ["共有", "有庭", "庭園"]),
        ("東京のAI庭", ["東京", "京の", "ai"]),
        ("마을정원", ["마을", "을정", "정원"]),
        ("ภาษาไทย", ["ภาษ", "าษา", "ษาไ", "าไท", "ไทย"]),
    ],
)
def test_scripts_without_spaces_are_cut_into_overlapping_pieces(text, expected):
    assert [word.form.main for word in get_analyzer("ja").words(text) if word.form.main] == expected


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "'''", "-_-", "🎉", "\u0301", "\u200b\u202e", "("])
@pytest.mark.parametrize("language", ["fr", "ja", "ar", "tr", ""])
def test_text_without_words_has_none(text, language):
    assert [word.form.surface for word in get_analyzer(language).words(text) if word.form.surface.isalnum()] == []


def test_tokens_hold_no_character_that_an_index_would_split_at():
    text = "foo_bar a-b x/y «é» 10,5 C++ l'œuvre हिन्दी 東京 “q” it's e\u0301 \u00bd"
    for language in ("fr", "en", "hi", "ja", "ar"):
        for word in get_analyzer(language).words(text):
            for token in (word.form.main, word.form.surface, *word.form.variants):
                assert token == "" or not set(token) & set(" _-/'\"«»*,+⁄“”\u00a0")


def test_long_words_are_cut():
    (word,) = get_analyzer("fr").words("é" * 5000)
    assert len(word.form.main) <= len(word.form.surface) == MAX_WORD


def test_languages_share_no_token():
    assert get_analyzer("fr").token("port") != get_analyzer("en").token("port")
    assert get_analyzer("pt").token("porta") != get_analyzer("pt-br").token("porta")
    assert get_analyzer("fr").token("port") != get_analyzer("fr").surface_token("port")


@pytest.mark.parametrize(
    ("code", "base"), [("pt-br", "pt"), ("zh-hant", "zh"), ("sr_Latn", "sr"), ("NB", "no"), ("fr-CA", "fr")]
)
def test_regional_codes_resolve(code, base):
    assert get_language(code).code == base


@pytest.mark.parametrize("code", ["xx", "", "tlh", "\x00'; --", "é" * 500])
def test_unknown_languages_fold(code):
    language = get_language(code)
    assert (language.stemmer, language.stem, language.stop_words) == ("", None, frozenset())
    assert same("Écoles", "ecoles", code)


def test_codes_are_compared_in_one_form():
    assert normalise_code("pt_BR") == "pt-br"
    assert len(normalise_code("a" * 500)) == 20


def test_stop_words_belong_to_languages_of_the_table():
    assert set(STOP_WORDS) <= set(LANGUAGES)
    analyzer = get_analyzer("fr")
    stop = {word.form.surface: analyzer.is_stop(word.form) for word in analyzer.words("Où est l'école À côté")}
    assert stop == {"ou": True, "est": True, "ecole": False, "a": True, "cote": False}


def test_every_snowball_algorithm_of_a_language_is_in_the_table():
    """A stemmer that a newer PyStemmer brings should be given its language."""
    import Stemmer

    used = {language.stemmer for language in LANGUAGES.values()}
    without_language = {"porter", "dutch_porter"}  # former stemmers of English and Dutch
    own = {"arabic"}  # replaced, see morphology.arabic
    assert set(Stemmer.algorithms()) - used - without_language - own == set()


def test_fold_keeps_letters_that_are_not_accented_letters():
    assert fold("Œuvre Straße Łódź đường ΐς") == "Œuvre Strasse Łodz duong ισ"
    assert fold("हिन्दी 한국어 ガ") == "हिन्दी 한국어 ガ"


# The site's own


@pytest.fixture
def own(settings):
    def own(**paths):
        settings.ESSAIMAGE = {"ANALYZERS": {code: f"tests.testapp.search.{name}" for code, name in paths.items()}}

    return own


def test_a_site_replaces_an_analyzer(own):
    assert same("jardins", "jardin", "fr")
    own(fr="UNSTEMMED")
    assert not same("jardins", "jardin", "fr")
    assert same("l’École", "ecole", "fr"), "all else is as it was"
    assert same("jardins", "jardin", "en")
    own(fr="FirstLetters")
    assert same("jardins", "jardinière", "fr-ca"), "regional codes too"
    own()
    assert same("jardins", "jardin", "fr")


def test_a_site_adds_a_language(own):
    assert not any(get_analyzer("br").is_stop(word.form) for word in get_analyzer("br").words("ar jardin"))
    own(br="BRETON")
    assert [get_analyzer("br").is_stop(word.form) for word in get_analyzer("br").words("ar jardin")] == [True, False]


def test_a_site_cuts_words_where_no_space_is(own):
    assert [form.main for form in get_analyzer("ja").forms("共有庭園")] == ["共有", "有庭", "庭園", ""]
    own(ja="Japanese")
    analyzer = get_analyzer("ja")
    assert [form.main for form in analyzer.forms("共有庭園")] == ["共有", "庭園"]
    terms = Terms(analyzer)
    terms.add_main(0, "庭園")
    assert [word.start for word, _ in terms.located("共有庭園の庭園")] == [2, 5]


def wanted():
    """What *jardins* and words that begin with *part* are looked for by."""
    terms = Terms(get_analyzer("fr"))
    terms.add_main(0, get_analyzer("fr").form("jardins").main)
    terms.add_beginning(1, "part")
    return terms


WRITTEN = st.sampled_from(
    ["jardin", "Jardins,", "l'école", "partagé", "co-jardins", "jardinage.", "JARDIN\xa0!", "à-part", "départ"]
)


@given(st.lists(st.lists(WRITTEN, max_size=8).map(" ".join), max_size=4))
def test_words_are_found_in_each_of_several_texts(texts):
    terms = wanted()
    assert [terms.located(text) for text in texts] == [wanted().located(text) for text in texts]
    for text in texts:
        words = [(word.start, word.form.main) for word in get_analyzer("fr").words(text)]
        met = {word.start for word, numbers in terms.located(text) if 0 in numbers}
        assert met >= {start for start, main in words if main == "jardin"}


@given(st.text(st.one_of(st.sampled_from("aé1.' \n_\u00a0\u202f\u00ad\u0301،庭ส"), st.characters()), max_size=30))
def test_a_text_is_cut_at_spaces_first(text):
    text = unified(text)
    assert cut(text) == TOKEN.findall(text)


def test_another_analysis_makes_documents_stale(own, monkeypatch):
    from essaimage_wagtail.search import SearchDocument, checksum

    document = SearchDocument("a:ja", "ja", "共有庭園")
    before = checksum(document)
    own(fr="UNSTEMMED")
    assert checksum(document) == before
    own(ja="Japanese")
    after = checksum(document)
    assert after != before
    monkeypatch.setattr("tests.testapp.search.Japanese.version", "2")
    assert checksum(document) not in (before, after)
