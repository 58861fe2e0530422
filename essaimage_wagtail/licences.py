"""The licences a sheet or a common can have, by SPDX identifier (https://spdx.org/licenses/)."""

from typing import NamedTuple

from .conf import settings


class Licence(NamedTuple):
    id: str
    name: str
    url: str


LICENCES = {
    licence.id: licence
    for licence in (
        Licence("CC-BY-SA-4.0", "Creative Commons BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        Licence("CC-BY-4.0", "Creative Commons BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        Licence("CC0-1.0", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        Licence(
            "CC-BY-NC-SA-4.0",
            "Creative Commons BY-NC-SA 4.0",
            "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        ),
        Licence(
            "CC-BY-NC-ND-4.0",
            "Creative Commons BY-NC-ND 4.0",
            "https://creativecommons.org/licenses/by-nc-nd/4.0/",
        ),
        Licence("etalab-2.0", "Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
        Licence("ODbL-1.0", "Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        Licence("GFDL-1.3-or-later", "GNU FDL 1.3", "https://www.gnu.org/licenses/fdl-1.3.html"),
    )
}


def licence_choices():
    return [(licence.id, licence.name) for licence in LICENCES.values()]


def default_licence():
    return settings.DEFAULT_LICENCE
