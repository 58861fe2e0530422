"""Ordinary words that look alike and mean different things: none may find the other.

Drawn at random from the dictionaries (:meth:`.dictionaries.Dictionary.alike`); kept are those that have nothing to do
with each other, judged before any analysis was asked. The first ones of a language are not drawn: they were seen to be
taken for each other.
"""

from .dictionaries import Pair

_TABLE = {
    "de": """
        Raum/raten Reichtum/reichen Autor/Auto Kasse/Käse Sorge/Sorbe Spanner/Spanier betrat/betraf
        schaben/schälen gebogen/geboten Natron/Nation Salm/Salz definit/Defizit Hände/Handy Borke/Borte
        Platz/platt Teig/Teil Stern/Stein Steig/Stein Schutz/Schute folgern/foltern Kalk/kalt wert/Werk
        Leber/Leben Zecke/Zeche linke/Linse Schmalz/schmolz Gehalt/geholt pflügen/pflegen Schluss/Schloss
        Gebilde/Gebinde Schall/Schalk Wimper/Wimpel
    """,
    "en": """
        house/horse book/brook scare/scarf convent/convert grace/grade brig/brie case/cask steel/steep
        steer/steep dear/deaf musty/mussy carnal/carpal base/bass stake/stare leaven/leaden husky/hussy
        wind/wink star/stat seine/seize fare/farm wind/wine milk/mile pint/ping consul/consol serve/servo
        soul/soup florid/florin seat/sear flour/floor pistol/piston stock/stork hook/hoof convert/concert
    """,
    "es": """
        obras/otras tarea/tarta comida/como paro/para marea/marga rapaz/rapar tinte/tinta marea/maría
        pasión/pastón cierne/cierre chico/chito cabila/cabina espirar/espiral frito/friso callar/calmar
        monje/monte cólera/colega brama/brasa corvo/corzo llaga/llama papal/papel revolar/revocar
    """,
    "fr": """
        potager/partager lois/loin usagers/usages heureux/heure nouveau/nouille lieu/lier travail/travers
        ballon/ballot venin/venir peindre/peintre malt/mâle abonné/abondé galbe/galle poutre/poudre
        bonbon/bondon argon/argan élider/élimer filet/filer cantor/canton tricot/tripot château/chapeau
        jouer/jouir patin/pâtir triplet/triolet chardon/charron adverse/adverbe servage/serrage marée/marte
        angor/angon plat/plan
    """,
    "it": """
        comune/come sfilato/sfidato carme/carne prode/prole danzato/dannato cento/censo batosta/batista
        solito/solido busto/busta acconto/accorto prelato/predato parlare/parcare grafo/grato andito/andato
        terrina/terpina causato/caudato accesa/accusa
    """,
    "nl": """
        dag/daken stad/stoel schoot/schoof polk/poll ruil/ruim troon/troop hees/heer root/roos kiem/kies
        schaar/schaaf stuk/stuw spit/spil filter/filler vlak/vlam staal/staat brood/broed vlek/vlet
        straf/stram grand/graad leer/leep kerf/kerk vaag/vaak
    """,
    "pt": """
        papel/papa local/louco mais/mal bardo/barco corneta/corveta gravar/gramar tornar/torvar
        escalar/escacar euforia/eufonia curto/curdo prémio/prévio acaso/ácaro perigo/perito surdir/surgir
        modelar/moderar menor/menir eximir/exibir redigir/redimir franco/frango lenço/lento mandar/mancar
        escama/escala trompa/tromba amido/amigo pelo/pele morrer/morder
    """,
    "sv": """
        klar/klav slumpa/slurpa fila/film steg/stel kånka/känga skratt/skritt stadga/stånga tillagd/tillägg
        syster/system helg/hela kust/kusk skylt/skymt matt/mata svår/svål flera/flexa triss/trivs
    """,
}


def apart() -> dict[str, list[Pair]]:
    """The pairs by language."""
    return {
        language: [(first, second) for first, _, second in (pair.partition("/") for pair in text.split())]
        for language, text in _TABLE.items()
    }
