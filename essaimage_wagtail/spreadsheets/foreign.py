"""Directories that people keep in their own way: what their columns say, and the lines of ours that come of it."""

import hashlib
import json
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cells import Cell, words
from .kinds import folded
from .models import ColumnMapping
from .subjects import Subject
from .tables import ID, LINE, Bundle, Row

IDENTIFIER, NAME, DESCRIPTION, ADDRESS, TOWN, POSTCODE, WEBSITE, CATEGORIES = (
    "id", "title", "description", "address", "territory", "postcode", "website", "themes",
)  # fmt: skip

MAX_PITCH = 280
"""A description that is no longer is the pitch too."""

TARGETS = {
    NAME: gettext_lazy("Title"),
    DESCRIPTION: gettext_lazy("Description"),
    "pitch": gettext_lazy("Pitch"),
    TOWN: gettext_lazy("Town or territory"),
    POSTCODE: gettext_lazy("Postcode"),
    ADDRESS: gettext_lazy("Postal address"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    WEBSITE: gettext_lazy("Website"),
    CATEGORIES: gettext_lazy("Themes"),
    "tags": gettext_lazy("Free tags"),
    "audiences": gettext_lazy("Audiences"),
    "bearer": gettext_lazy("Bearer"),
    "status": gettext_lazy("Status"),
    "start_year": gettext_lazy("Started in"),
    IDENTIFIER: gettext_lazy("Number in your file"),
}
"""What a column may say of a sheet."""

KNOWN = {
    NAME: (
        "nom|name|titre|title|denomination|raison sociale|intitule|libelle|nom de la structure|nom association"
        "|titre court|nombre|titulo|bezeichnung|الاسم"
    ),
    DESCRIPTION: "description|descriptif|presentation|objet|resume|activite|beschreibung|descripcion|about|الوصف",
    "pitch": "accroche|pitch|slogan",
    TOWN: (
        "ville|commune|nom commune|libcom|adresse ville|territoire"
        "|city|town|territory|ort|stadt|ciudad|municipio|المدينة"
    ),
    POSTCODE: (
        "code postal|codepostal|cp|adresse codepostal|adrs codepostal|postcode|postal code|zip"
        "|zipcode|plz|codigo postal|الرمز البريدي"
    ),
    ADDRESS: "adresse|adresse 1|adresse postale|rue|voie|address|street|anschrift|direccion|العنوان",
    "latitude": "latitude|lat|geo lat|y lat|breitengrad|latitud",
    "longitude": "longitude|lon|lng|long|geo long|x long|laengengrad|longitud",
    WEBSITE: "site web|siteweb|site internet|site|url|web|lien|website|homepage|webseite|sitio web|الموقع",
    CATEGORIES: (
        "categories|categorie|theme|themes|thematique|thematiques|domaine|domaines|secteur"
        "|category|kategorie|kategorien|categorias|categoria|التصنيفات"
    ),
    "tags": "tags|mots cles|etiquettes|keywords",
    "audiences": "public|publics|audience|audiences|zielgruppe",
    "bearer": "porteur|structure porteuse|organisme|gestionnaire|bearer",
    "status": "statut|status|etat",
    "start_year": "annee|annee de creation|started in|year",
    IDENTIFIER: "id|identifiant|numero|reference|rna|siret|uid",
}


def _says(heading: str) -> str:
    name = folded(heading).replace("_", " ").replace("-", " ")
    for target, known in KNOWN.items():
        if name == target or name in known.split("|"):
            return target
    return ""


def guessed(headings: Iterable[str]) -> dict[str, str]:
    """``{number of a column: its meaning}``, guessed by headings that many people use; only one column gets each
    meaning."""
    found: dict[str, str] = {}
    for number, heading in enumerate(headings):
        target = _says(heading) if heading else ""
        if target and target not in found.values():
            found[str(number)] = target
    return found


def fingerprint(headings: Iterable[str]) -> str:
    """A hash that identifies a set of headings, in any order of the columns."""
    return hashlib.sha256(json.dumps(sorted(map(folded, headings))).encode()).hexdigest()


def remembered(headings: list[str]) -> dict[str, str]:
    """The meanings that somebody gave these headings before, by their words, in any order of the columns."""
    row = ColumnMapping.objects.filter(headings=fingerprint(headings)).first()
    known = row.columns if row else {}
    return {str(number): known[folded(text)] for number, text in enumerate(headings) if known.get(folded(text))}


def remember(headings: list[str], columns: dict[str, str]) -> None:
    known = {folded(headings[int(number)]): target for number, target in columns.items()}
    ColumnMapping.objects.update_or_create(headings=fingerprint(headings), defaults={"columns": known})


def bundle_of(
    cells: dict[str, Cell], number: int, columns: dict[str, str], headings: list[str], subject: Subject
) -> Bundle:
    """The lines of ours that a line of a directory stands for.

    A description becomes the section of that name. An address becomes its last line, and a website a source, so that
    nothing is lost."""
    said = {target: cells.get(column) for column, target in columns.items()}
    row: Row = {code: said[code] for code in subject.table.by_code if code in said and code not in (ID, DESCRIPTION)}
    row[LINE] = number
    if words(said.get(IDENTIFIER)):
        row[ID] = str(uuid5(NAMESPACE_URL, f"essaimage:directory/{fingerprint(headings)}/{words(said[IDENTIFIER])}"))
    if words(said.get("pitch")) == "" and DESCRIPTION in said and len(words(said[DESCRIPTION])) <= MAX_PITCH:
        row["pitch"] = words(said[DESCRIPTION])
    bundle: Bundle = {subject.code: [row]}
    text = words(said.get(DESCRIPTION))
    place = ", ".join(filter(None, (words(said.get(ADDRESS)), words(said.get(POSTCODE)), words(said.get(TOWN)))))
    if words(said.get(ADDRESS)):
        text = "\n\n".join(filter(None, (text, _("Address: %(address)s") % {"address": place})))
    body, sources = f"{subject.code}.body", f"{subject.code}.sources"
    codes = {table.code for table in subject.tables}
    if text and body in codes:
        bundle[body] = [{LINE: number, "section": "description", "field": "text", "value": text}]
    if words(said.get(WEBSITE)) and sources in codes:
        bundle[sources] = [{LINE: number, "title": _("Website"), "url": words(said[WEBSITE])}]
    return bundle
