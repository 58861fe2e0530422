"""Abbreviations that people write in names, addresses and titles: *St* for *Saint*, *bd* for *boulevard*, *n°*.

One table for texts, questions and names of territories. An abbreviation is in it only where it is no word of the
language. Those of streets and saints are among the ones that libpostal
(https://github.com/openvenues/libpostal, MIT) found in addresses of the world.
"""

from collections import defaultdict
from functools import cache

NUMBER = "n°"

_TABLE = {
    "ca": f"av avgda: avinguda / pl: plaça / ctra: carretera / st: sant / sta: santa / assoc: associació / "
    f"ajt: ajuntament / univ: universitat / tel: telèfon / {NUMBER}: número",
    "de": f"st: sankt / str: straße / pl: platz / nr {NUMBER}: nummer / bhf: bahnhof / hbf: hauptbahnhof / "
    "lkr: landkreis / univ: universität / tel: telefon",
    "en": "st: saint street / rd: road / ave: avenue / blvd: boulevard / sq: square / mt: mount / "
    "assoc assn: association / dept: department / univ: university / govt: government / tel: telephone / "
    f"{NUMBER}: number",
    "es": "av avd avda: avenida / pza plza: plaza / ctra: carretera / sto: santo / sta: santa / ntra: nuestra / "
    "asoc: asociación / ayto: ayuntamiento / coop: cooperativa / dpto depto: departamento / univ: universidad / "
    f"prov: provincia / tel tfno: teléfono / {NUMBER}: número",
    "fr": "st: saint / ste: sainte / mt: mont / bd bld blvd bvd: boulevard / av: avenue / pl: place / rte: route / "
    "sq: square / fbg fg: faubourg / asso assoc: association / coop: coopérative / dpt dept: département / "
    f"féd: fédération / univ: université / hab: habitant / tél: téléphone / {NUMBER}: numéro",
    "it": "pza: piazza / cso: corso / vle: viale / assoc: associazione / coop: cooperativa / univ: università / "
    f"prov: provincia / fraz: frazione / tel: telefono / {NUMBER}: numero",
    "nl": f"st: sint / str: straat / nr {NUMBER}: nummer / univ: universiteit / tel: telefoon",
    "pt": "av: avenida / pça: praça / sto: santo / sta: santa / assoc: associação / coop: cooperativa / "
    f"dept depto: departamento / univ: universidade / tel: telefone / {NUMBER}: número",
}

_WRITTEN_ON = {"de": ("str", "straße"), "nl": ("str", "straat")}
"""What names are abbreviated with at their ends: *Hauptstr.*"""


@cache
def _table(language: str) -> dict[str, tuple[str, ...]]:
    groups = (group.split(":") for group in _TABLE.get(language, "").split("/") if group)
    return {short: tuple(words.split()) for shorts, words in groups for short in shorts.split()}


def expansions(word: str, language: str) -> tuple[str, ...]:
    """The words that a word in lower case, without its full stop, may stand for in a language."""
    found = _table(language).get(word, ())
    ending, whole = _WRITTEN_ON.get(language, ("", ""))
    if ending and len(word) > len(ending) + 2 and word.endswith(ending):
        return (*found, word.removesuffix(ending) + whole)
    return found


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for language in _TABLE:
        for short, words in _table(language).items():
            for word in words:
                found[short][word] = found[word][short] = None
    return {word: tuple(others) for word, others in found.items()}


def same_in_names(word: str) -> tuple[str, ...]:
    """What stands for a word in lower case in some language, and what it stands for: names of places have none."""
    return _alike().get(word, ())
