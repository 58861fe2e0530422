"""Forms of one word that Snowball leaves apart, and other words that must stay apart, in the words of the field."""

import pytest

from essaimage_wagtail.search.analysis import get_analyzer

ALIKE = {
    "ar": """
        ميناء/موانئ جار/جيران مكتبة/مكتبات مدرسة/مدارس كتاب/كتب بيت/بيوت حديقة/حدائق شارع/شوارع مشروع/مشاريع
        طفل/أطفال رجل/رجال شريك/شركاء نشاط/أنشطة نار/نيران درس/دروس مسجد/مساجد سوق/أسواق قرية/قرى مدينة/مدن
        صديق/أصدقاء عامل/عمال طالب/طلاب متطوع/متطوعون لغة/لغات أداة/أدوات دراجة/دراجات شجرة/أشجار بذرة/بذور حرفة/حرف
        ورشة/ورش مركز/مراكز جمعية/جمعيات حي/أحياء امرأة/نساء مهنة/مهن بحر/بحار نهر/أنهار جبل/جبال ملعب/ملاعب
        مبادرة/مبادرات تجربة/تجارب
    """,
    "de": """
        Zentrum/Zentren Museum/Museen Praktikum/Praktika Forum/Foren Studium/Studien Album/Alben Gremium/Gremien
        Datum/Daten Haus/Häuser Baum/Bäume Buch/Bücher Rad/Räder Kind/Kinder Garten/Gärten Verein/Vereine
        Stadt/Städte Nachbar/Nachbarn Nachbarin/Nachbarinnen Werkstatt/Werkstätten Fahrrad/Fahrräder Thema/Themen
        Firma/Firmen Kollege/Kollegen Schule/Schulen Freundin/Freundinnen Bus/Busse Konto/Konten Risiko/Risiken
        Projekt/Projekte reparieren/Reparatur
    """,
    "en": """
        city/cities knife/knives leaf/leaves person/people child/children box/boxes bus/buses foot/feet
        library/libraries shelf/shelves tomato/tomatoes criterion/criteria analysis/analyses crisis/crises
        volunteer/volunteering repair/repairing neighbour/neighbors life/lives half/halves roof/roofs hero/heroes
        ox/oxen man/men woman/women mouse/mice bike/biking garden/gardener wolf/wolves story/stories
        curriculum/curricula
    """,
    "es": """
        luz/luces lápiz/lápices joven/jóvenes flor/flores ciudad/ciudades árbol/árboles jardín/jardines país/países
        huerto/huertos taller/talleres mes/meses ley/leyes club/clubes vez/veces rey/reyes autobús/autobuses
        canción/canciones red/redes hogar/hogares pez/peces mujer/mujeres interés/intereses camión/camiones
        acción/acciones verde/verdes común/comunes bebé/bebés local/locales social/sociales voluntario/voluntariado
    """,
    "fr": """
        travail/travaux feu/feux œil/yeux jeu/jeux lieu/lieux enjeu/enjeux milieu/milieux vœu/vœux cheveu/cheveux
        local/locaux animal/animaux journal/journaux vitrail/vitraux bail/baux bijou/bijoux chou/choux genou/genoux
        caillou/cailloux bénévole/bénévolat volontaire/volontariat partenaire/partenariat bureau/bureaux
        château/châteaux eau/eaux noyau/noyaux tuyau/tuyaux cheval/chevaux ciel/cieux heureux/heureuse
        social/sociaux sociale/sociales communal/communaux artisan/artisanat voix/voix prix/prix repas/repas
        vieux/vieille beau/belle nouveau/nouvelle local/locale aïeul/aïeux neveu/neveux oeuvre/œuvre oeil/œil
        coeur/cœurs
    """,
    "it": """
        lago/laghi uomo/uomini laboratorio/laboratori biblioteca/biblioteche orto/orti amico/amici banca/banche
        città/città casa/case quartiere/quartieri bottega/botteghe luogo/luoghi gioco/giochi parco/parchi
        bosco/boschi bambino/bambini donna/donne zio/zii negozio/negozi servizio/servizi esercizio/esercizi
        associazione/associazioni medico/medici ciclo/cicli spazio/spazi territorio/territori municipio/municipi
        scambio/scambi uovo/uova crisi/crisi braccio/braccia pubblico/pubblici pubblica/pubbliche lungo/lunghi
        occhio/occhi figlio/figli anziano/anziani mano/mani
    """,
    "nl": """
        huis/huizen stad/steden boek/boeken fiets/fietsen kind/kinderen school/scholen dorp/dorpen tuin/tuinen
        museum/musea buur/buren brief/brieven schip/schepen dag/dagen ei/eieren lid/leden weg/wegen glas/glazen
        bedrijf/bedrijven vrijwilliger/vrijwilligers buurt/buurten muis/muizen vrouw/vrouwen man/mannen reis/reizen
        bibliotheek/bibliotheken foto/foto's baby/baby's auto/auto's
    """,
    "pt": """
        papel/papéis animal/animais azul/azuis fácil/fáceis social/sociais local/locais irmã/irmãs móvel/móveis
        lençol/lençóis infantil/infantis pão/pães mão/mãos cidadão/cidadãos estação/estações homem/homens
        flor/flores luz/luzes mês/meses jardim/jardins papel/papeis manhã/manhas cultural/culturais rural/rurais
        solidário/solidários ação/ações associação/associações mulher/mulheres sustentável/sustentáveis
    """,
}
APART = {
    "ar": "مكتبة/كتف نساء/حساء",
    "de": "Raum/raten Reichtum/reichen Autor/Auto Kasse/Käse",
    "en": "book/brook house/horse",
    "es": "comida/como paro/para",
    "fr": "heureux/heure nouveau/nouille lieu/lier travail/travers",
    "it": "comune/come",
    "nl": "dag/daken stad/stoel",
    "pt": "papel/papa local/louco mais/mal",
}


def same(first, second, language):
    one, other = (get_analyzer(language).form(word) for word in (first, second))
    return not {one.main, *one.variants}.isdisjoint((other.main, *other.variants))


def pairs(table):
    return [(language, *pair.split("/")) for language, text in table.items() for pair in text.split()]


@pytest.mark.parametrize(("language", "first", "second"), pairs(ALIKE))
def test_forms_of_one_word_meet(language, first, second):
    assert same(first, second, language)
    assert same(first.upper(), second.capitalize(), language)


@pytest.mark.parametrize(("language", "first", "second"), pairs(APART))
def test_other_words_stay_apart(language, first, second):
    assert not same(first, second, language)


def test_stop_words_are_themselves_alone():
    """Their stems are those of other words: *como* of *comida*, *para* of *paro*."""
    for language in ("ar", "de", "en", "es", "fr", "it", "nl", "pt"):
        analyzer = get_analyzer(language)
        for word in analyzer.language.stop_words:
            form = analyzer.form(word)
            assert (form.main, form.variants) == (form.surface, ()), word
