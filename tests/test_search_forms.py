"""Forms of one word that Snowball leaves apart, and other words that must stay apart, in the words of the field.

The same on thousands of pairs that nobody chose: ``python -m benchmarks.forms``.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from simplemma.strategies.dictionaries import TrieDictionaryFactory

from benchmarks.forms.apart import apart
from essaimage_wagtail.search.analysis import lemmas
from essaimage_wagtail.search.analysis.analyzer import get_analyzer

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
        buy/bought medium/media grow/grown teach/taught build/built NGO/NGOs SME/SMEs ngo/ngos go/went analysis/analyses
    """,
    "es": """
        luz/luces lápiz/lápices joven/jóvenes flor/flores ciudad/ciudades árbol/árboles jardín/jardines país/países
        huerto/huertos taller/talleres mes/meses ley/leyes club/clubes vez/veces rey/reyes autobús/autobuses
        canción/canciones red/redes hogar/hogares pez/peces mujer/mujeres interés/intereses camión/camiones
        acción/acciones verde/verdes común/comunes bebé/bebés local/locales social/sociales voluntario/voluntariado
        año/años obra/obras línea/líneas asamblea/asambleas tarea/tareas préstamo/préstamos ONG/ONGs PYME/PYMEs
        pyme/pymes
    """,
    "fr": """
        travail/travaux feu/feux œil/yeux jeu/jeux lieu/lieux enjeu/enjeux milieu/milieux vœu/vœux cheveu/cheveux
        local/locaux animal/animaux journal/journaux vitrail/vitraux bail/baux bijou/bijoux chou/choux genou/genoux
        caillou/cailloux bénévole/bénévolat volontaire/volontariat partenaire/partenariat bureau/bureaux
        château/châteaux eau/eaux noyau/noyaux tuyau/tuyaux cheval/chevaux ciel/cieux heureux/heureuse
        social/sociaux sociale/sociales communal/communaux artisan/artisanat voix/voix prix/prix repas/repas
        vieux/vieille beau/belle nouveau/nouvelle local/locale aïeul/aïeux neveu/neveux oeuvre/œuvre oeil/œil
        coeur/cœurs
        usager/usagers potager/potagers verger/vergers maraîcher/maraîchers foyer/foyers loyer/loyers emploi/emplois
        loi/lois essai/essais revenu/revenus contenu/contenus crédit/crédits conflit/conflits loisir/loisirs
        opinion/opinions commission/commissions public/publique actif/active ONG/ONGs PME/PMEs
    """,
    "it": """
        lago/laghi uomo/uomini laboratorio/laboratori biblioteca/biblioteche orto/orti amico/amici banca/banche
        città/città casa/case quartiere/quartieri bottega/botteghe luogo/luoghi gioco/giochi parco/parchi
        bosco/boschi bambino/bambini donna/donne zio/zii negozio/negozi servizio/servizi esercizio/esercizi
        associazione/associazioni medico/medici ciclo/cicli spazio/spazi territorio/territori municipio/municipi
        scambio/scambi uovo/uova crisi/crisi braccio/braccia pubblico/pubblici pubblica/pubbliche lungo/lunghi
        occhio/occhi figlio/figli anziano/anziani mano/mani
        popolare/popolari alimentare/alimentari mestiere/mestieri cantiere/cantieri carriera/carriere scolare/scolari
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
        região/regiões comissão/comissões órgão/órgãos ano/anos obra/obras opinião/opiniões PME/PMEs pme/pmes ONG/ONGs
    """,
    "bg": """
        градина/градини велосипед/велосипеди книга/книги град/градове съсед/съседи дете/деца училище/училища
        работилница/работилници библиотека/библиотеки кооператив/кооперативи ремонт/ремонти човек/хора жена/жени
        къща/къщи семе/семена книгата/книга градът/град
    """,
    "ca": """
        jardí/jardins bicicleta/bicicletes llibre/llibres ciutat/ciutats veí/veïns nen/nens escola/escoles
        taller/tallers biblioteca/biblioteques cooperativa/cooperatives reparació/reparacions home/homes dona/dones
        casa/cases llavor/llavors hort/horts pa/pans acció/accions amic/amics amiga/amigues
    """,
    "cs": """
        zahrada/zahrady kolo/kola kniha/knihy město/města soused/sousedé dítě/děti škola/školy dílna/dílny
        knihovna/knihovny družstvo/družstva oprava/opravy člověk/lidé žena/ženy dům/domy semeno/semena kniha/knih
        strom/stromy vesnice/vesnic kavárna/kaváren
    """,
    "da": """
        have/haver cykel/cykler bog/bøger hus/huse barn/børn nabo/naboer værksted/værksteder by/byer
        forening/foreninger skole/skoler museum/museer bibliotek/biblioteker mand/mænd hånd/hænder træ/træer
        fællesskab/fællesskaber
    """,
    "el": """
        κήπος/κήποι ποδήλατο/ποδήλατα βιβλίο/βιβλία πόλη/πόλεις γείτονας/γείτονες παιδί/παιδιά σχολείο/σχολεία
        εργαστήριο/εργαστήρια βιβλιοθήκη/βιβλιοθήκες συνεταιρισμός/συνεταιρισμοί επισκευή/επισκευές
        άνθρωπος/άνθρωποι γυναίκα/γυναίκες σπίτι/σπίτια σπόρος/σπόροι κήπος/κήπου
    """,
    "fa": """
        باغ/باغ‌ها دوچرخه/دوچرخه‌ها کتاب/کتاب‌ها شهر/شهرها همسایه/همسایگان کودک/کودکان مدرسه/مدارس کارگاه/کارگاه‌ها
        کتابخانه/کتابخانه‌ها تعاونی/تعاونی‌ها تعمیر/تعمیرات زن/زنان خانه/خانه‌ها بذر/بذرها
    """,
    "fi": """
        puutarha/puutarhat polkupyörä/polkupyörät kirja/kirjat kaupunki/kaupungit naapuri/naapurit lapsi/lapset
        koulu/koulut työpaja/työpajat kirjasto/kirjastot osuuskunta/osuuskunnat korjaus/korjaukset ihminen/ihmiset
        nainen/naiset talo/talot siemen/siemenet kylä/kylissä kaupunki/kaupungissa talo/talossa puu/puut
    """,
    "he": """
        גינה/גינות אופניים/אופני ספר/ספרים עיר/ערים שכן/שכנים ילד/ילדים בית/בתים סדנה/סדנאות ספרייה/ספריות
        קואופרטיב/קואופרטיבים תיקון/תיקונים אישה/נשים זרע/זרעים הגינה/גינה בספרייה/ספרייה
    """,
    "hr": """
        vrt/vrtovi bicikl/bicikli knjiga/knjige grad/gradovi susjed/susjedi dijete/djeca škola/škole
        radionica/radionice knjižnica/knjižnice zadruga/zadruge popravak/popravci žena/žene kuća/kuće
    """,
    "hu": """
        kert/kertek kerékpár/kerékpárok könyv/könyvek város/városok szomszéd/szomszédok gyerek/gyerekek
        iskola/iskolák műhely/műhelyek könyvtár/könyvtárak szövetkezet/szövetkezetek javítás/javítások ember/emberek
        nő/nők ház/házak mag/magok falu/falvak kert/kertben ház/házban fa/fák
    """,
    "no": """
        hage/hager sykkel/sykler bok/bøker hus/husene barn/barna nabo/naboer verksted/verksteder by/byer
        forening/foreninger skole/skoler museum/museer bibliotek/biblioteker mann/menn hånd/hender tre/trær
    """,
    "pl": """
        ogród/ogrody ogród/ogrodu rower/rowery książka/książki miasto/miasta sąsiad/sąsiedzi dziecko/dzieci
        szkoła/szkoły warsztat/warsztaty biblioteka/biblioteki spółdzielnia/spółdzielnie spółdzielnia/spółdzielni
        wspólnota/wspólnoty naprawa/naprawy człowiek/ludzie kobieta/kobiet dom/domy nasiono/nasiona książka/książek
        rok/lata droga/dróg
    """,
    "ro": """
        grădină/grădini bicicletă/biciclete carte/cărți oraș/orașe vecin/vecini copil/copii școală/școli
        atelier/ateliere bibliotecă/biblioteci cooperativă/cooperative reparație/reparații om/oameni femeie/femei
        casă/case sămânță/semințe grădina/grădinii sat/sate
    """,
    "ru": """
        сад/сады велосипед/велосипеды книга/книги город/города сосед/соседи ребёнок/дети школа/школы
        мастерская/мастерские библиотека/библиотеки кооператив/кооперативы ремонт/ремонта человек/люди
        женщина/женщин дом/дома семя/семена день/дни друг/друзья ребенок/ребёнка окно/окон деревня/деревень
        огород/огороды
    """,
    "sv": """
        trädgård/trädgårdar cykel/cyklar bok/böcker hus/husen barn/barnen granne/grannar verkstad/verkstäder
        stad/städer förening/föreningar skola/skolor museum/museer bibliotek/biblioteket reparation/reparera by/byar
        kök/köket land/länder fot/fötter natt/nätter hand/händer projekt/projekten
    """,
    "tr": """
        bahçe/bahçeler bisiklet/bisikletler kitap/kitaplar kitap/kitabı şehir/şehirler komşu/komşular çocuk/çocuklar
        çocuk/çocuğu okul/okullar atölye/atölyeler kütüphane/kütüphaneler kooperatif/kooperatifler onarım/onarımlar
        kadın/kadınlar ev/evler tohum/tohumlar ağaç/ağacı mahalle/mahallede bahçe/bahçesi köy/köyde
        İstanbul/istanbul
    """,
    "uk": """
        сад/сади велосипед/велосипеди книга/книги місто/міста сусід/сусіди дитина/діти школа/школи
        майстерня/майстерні бібліотека/бібліотеки кооператив/кооперативи ремонт/ремонту людина/люди жінка/жінки
        дім/доми насіння/насінням день/дні друг/друзі книга/книг місто/міст
    """,
}
STEMMED_ALIKE = {
    ("de", "Leber", "Leben"),
    ("es", "tinte", "tinta"),
    ("fr", "jouer", "jouir"),
    ("fr", "usagers", "usages"),
    ("it", "busto", "busta"),
    ("sv", "tillagd", "tillägg"),
}
"""Of the words that must stay apart, those that Snowball's stems take for one all the same."""


def same(first, second, language):
    one, other = (get_analyzer(language).forms(word)[0] for word in (first, second))
    return not {one.main, *one.variants}.isdisjoint((other.main, *other.variants))


def pairs(table):
    return [(language, *pair.split("/")) for language, text in table.items() for pair in text.split()]


@pytest.mark.parametrize(("language", "first", "second"), pairs(ALIKE))
def test_forms_of_one_word_meet(language, first, second):
    assert same(first, second, language)
    assert same(first.upper(), second.capitalize(), language)


def test_other_words_stay_apart():
    meet = {(language, *pair) for language, alike in apart().items() for pair in alike if same(*pair, language)}
    assert meet == STEMMED_ALIKE
    assert not same("مكتبة", "كتف", "ar")
    assert not same("نساء", "حساء", "ar")


def test_languages_without_a_stemmer_have_their_dictionary():
    for language, *pair in (("gl", "horta", "hortas"), ("sk", "záhrada", "záhrady"), ("lv", "dārzs", "dārzi")):
        assert same(*pair, language), language


def test_a_word_known_by_none_of_its_forms_meets_without_its_ending():
    assert same("birrificio", "birrifici", "it")
    assert same("cimòmetre", "cimòmetres", "ca")
    assert same("bieptiet", "bieptiets", "en")


def test_no_lemma_is_a_stop_word():
    """*suis* is of *être* and of *suivre*; what is everywhere tells nothing."""
    analyzer = get_analyzer("en")
    assert "have" not in analyzer.form("haves").variants


def test_a_dictionary_is_made_once_by_threads_that_ask_at_once(tmp_path, monkeypatch):
    """Over 10 s on a slow machine: a dictionary is made from its words."""
    made = []
    make = TrieDictionaryFactory._build_trie
    monkeypatch.setattr(TrieDictionaryFactory, "_build_trie", lambda self, code: made.append(code) or make(self, code))
    factory = TrieDictionaryFactory(disk_cache_dir=str(tmp_path))
    monkeypatch.setattr(lemmas, "_dictionaries", lambda: factory)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda code: lemmas.Lemmas(code), ["sw"] * 8))
    assert made == ["sw"]
    assert {swahili("watu") for swahili in found} == {("mtu",)}
    assert not found[0].known("hakunaneno")


def test_a_dictionary_is_kept_where_the_settings_say(settings, tmp_path):
    """Over 10 s on a slow machine: a dictionary is made from its words."""
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DICTIONARIES": str(tmp_path / "words")}
    lemmas._dictionaries.cache_clear()
    try:
        assert lemmas.Lemmas("sw").known("watu")
    finally:
        lemmas._dictionaries.cache_clear()
    assert [path.name for path in tmp_path.rglob("*.dic")] == ["sw.dic"]


def test_a_dictionary_serves_where_nothing_can_be_kept(settings, tmp_path):
    """Over 10 s on a slow machine: a dictionary is made from its words."""
    (tmp_path / "file").touch()
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DICTIONARIES": str(tmp_path / "file" / "words")}
    lemmas._dictionaries.cache_clear()
    try:
        assert lemmas.Lemmas("sw").known("watu")
    finally:
        lemmas._dictionaries.cache_clear()


def test_stop_words_are_themselves_alone():
    """Their stems are those of other words: *como* of *comida*, *para* of *paro*."""
    for language in ("ar", "de", "en", "es", "fr", "it", "nl", "pt"):
        analyzer = get_analyzer(language)
        for word in analyzer.language.stop_words:
            form = analyzer.form(word)
            assert (form.main, form.variants) == (form.surface, ()), word
