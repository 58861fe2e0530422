"""``manage.py load_territories``: countries, the regions, départements and communes of France, or a CSV file."""

import csv
import re
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm
from treebeard.exceptions import PathOverflow
from wagtail.coreutils import get_content_languages

from ...models.territory import INSEE, Level, Territory, cldr_name, normalise_language
from ...validators import check_postcodes, split_postcodes
from ..files import read_text

DATA = files("essaimage_wagtail") / "data" / "territories"


class RowError(Exception):
    """What is wrong with a row, in words for the person who wrote it."""


@dataclass
class Row:
    """A territory as a file describes it; ``source`` says where, for messages."""

    source: str
    code: str
    level: str
    parent_code: str = ""
    name: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    insee_code: str = ""
    nuts_code: str = ""
    postcodes: str = ""
    population: int = 0
    names: dict[str, str] = field(default_factory=dict)


COLUMNS = {item.name for item in fields(Row)} - {"source", "names"}
MANY = (Level.CITY, Level.DISTRICT)
"""Levels of which a country has thousands: they are read only if they are wanted, and stored together."""
COMMUNE = re.compile(r"FR-\d[\dAB]\d{3}")
"""The code of a commune or an arrondissement of France, which ends in that of INSEE."""
FILLED = ("name", "level", "latitude", "longitude", "insee_code", "nuts_code", "postcodes")


def check_language(code: str) -> str:
    """The code in its normal form; :class:`RowError` if it is no language that CLDR knows."""
    code = normalise_language(code.strip())
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise RowError(f"“{code}” is not a known language code.") from error
    return code


def read_coordinate(column: str, text: str, limit: int) -> Decimal | None:
    if not text:
        return None
    try:
        number = round(Decimal(text.replace(",", ".")), 6)
        if abs(number) <= limit:
            return number
    except InvalidOperation:  # Not a number, “nan”, or one too large to round.
        pass
    raise RowError(f"{column} “{text}” is not a number of degrees between -{limit} and {limit}.")


def read_population(text: str) -> int:
    digits = "".join(text.split())
    if digits and not digits.isdecimal():
        raise RowError(f"population “{text}” is not a whole number.")
    return int(digits or 0)


def read_row(source: str, cells: dict[str, str], names: dict[str, str]) -> Row:
    """A checked row from the cells of a line; ``names`` maps a column to its language."""
    if None in cells:
        raise RowError("it has more cells than the header has columns.")
    if None in cells.values():
        raise RowError("it has fewer cells than the header has columns.")
    cells = {column: text.strip() for column, text in cells.items()}
    if not cells["code"]:
        raise RowError("the code is missing.")
    if cells["level"] not in Level.values:
        raise RowError(f"level “{cells['level']}” is none of {', '.join(Level.values)}.")
    values: dict[str, Any] = {column: text for column, text in cells.items() if column in COLUMNS}
    for column, limit in (("latitude", 90), ("longitude", 180)):
        values[column] = read_coordinate(column, cells.get(column, ""), limit)
    values["population"] = read_population(cells.get("population", ""))
    if (values["latitude"] is None) != (values["longitude"] is None):
        raise RowError("a point needs both latitude and longitude.")
    try:
        check_postcodes(cells.get("postcodes", ""))
    except ValidationError as error:
        raise RowError(" ".join(error.messages)) from error
    values["postcodes"] = ", ".join(split_postcodes(cells.get("postcodes", "")))
    row = Row(source, **values)
    row.names = {language: cells[column] for column, language in names.items() if cells[column]}
    row.name = (
        row.name
        or next(iter(row.names.values()), "")
        or (cldr_name(row.code, "en") if row.level in (Level.WORLD_REGION, Level.COUNTRY) else "")
    )
    if not row.name:
        raise RowError("the name is missing.")
    if row.level in MANY and not row.insee_code and COMMUNE.fullmatch(row.code):
        row.insee_code = row.code.removeprefix(INSEE)
    return row


def read_rows(text: str, label: str) -> Iterator[Row]:
    """The rows of a CSV text (columns: ``data/territories/README.md``).

    Raises :class:`CommandError` with the file and line of the first mistake.
    """
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    codes: set[str] = set()
    line = 0
    try:
        columns = list(reader.fieldnames or ())
        line = 1
        if missing := {"code", "level"} - set(columns):
            raise RowError(f"the header lacks the column {' and '.join(sorted(missing))}.")
        names = {name: check_language(name[5:]) for name in columns if name.startswith("name_")}
        if unknown := set(columns) - COLUMNS - names.keys():
            raise RowError(f"the header has an unknown column: {', '.join(sorted(unknown))}.")
        for cells in reader:
            line = reader.line_num
            row = read_row(f"{label}, line {line}", cells, names)
            if row.code in codes:
                raise RowError(f"the code “{row.code}” is already on an earlier line.")
            codes.add(row.code)
            yield row
    except RowError as error:
        raise CommandError(f"{label}, line {line}: {error}") from error
    except csv.Error as error:
        # The reader has not counted the line, or has counted all the lines that a quotation mark ran over.
        raise CommandError(f"{label}, line {line + 1}: {error}.") from error


def package_rows(countries: set[str] | None, levels: set[str], population: int = 0) -> list[Row]:
    """What ships with the package for these countries (``None`` for all) and levels, with what it lies in; of towns,
    those of at least ``population`` inhabitants.

    Raises :class:`CommandError` for a code that is no country.
    """
    world = list(read_rows((DATA / "countries.csv").read_text("utf-8"), "countries.csv"))
    known = {row.code for row in world if row.level == Level.COUNTRY}
    if unknown := sorted((countries or set()) - known):
        raise CommandError(
            f"Unknown country code: {', '.join(unknown)}. Use ISO 3166-1 codes of two letters, such as FR,DE "
            "(Guadeloupe, Guyane, Martinique, Mayotte and La Réunion come with FR)."
        )
    chosen = known if countries is None else countries
    rows = {row.code: row for row in world}
    wanted = {row.code for row in world if row.code in chosen and row.level in levels}
    for code in sorted(chosen):
        for source in (DATA / f"{code}.csv", *([DATA / f"{code}-communes.csv"] if levels & {*MANY} else [])):
            inside = list(read_rows(source.read_text("utf-8"), source.name)) if source.is_file() else []
            rows.update((row.code, row) for row in inside)
            wanted.update(row.code for row in inside if row.level in levels and is_large(row, population))
    above = wanted
    while above:
        above = {rows[code].parent_code for code in above} - {""}
        wanted |= above
    return [row for row in rows.values() if row.code in wanted]


def is_large(row: Row, population: int) -> bool:
    """Whether a town has so many inhabitants; what is no town is large enough."""
    return row.level not in MANY or row.population >= population


def parents_first(rows: Iterable[Row], known: Iterable[str]) -> Iterator[Row]:
    """The rows, each after the one it lies in; ``known`` are the codes already in the tree.

    Raises :class:`CommandError` where the parent is nowhere, or where rows lie in each other.
    """
    placed = {"", *known}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if row.parent_code in placed]
        if not ready:
            codes = {row.code for row in waiting}
            row = next((row for row in waiting if row.parent_code not in codes), waiting[0])
            if row.parent_code in codes:
                raise CommandError(f"{row.source}: “{row.code}” lies in itself.")
            raise CommandError(
                f"{row.source}: there is no territory “{row.parent_code}”. Add a line for it, or load it first."
            )
        yield from ready
        placed.update(row.code for row in ready)
        waiting = [row for row in waiting if row.code not in placed]


class Loader:
    """Adds rows to the tree, or completes the territories that have their codes.

    What a territory already says is kept unless ``update`` is true, so that an editor's correction outlives
    the next load.
    """

    def __init__(self, languages: Iterable[str], update: bool = False) -> None:
        self.languages = set(languages)
        self.update = update
        self.read_tree()
        self.counts: Counter[str] = Counter()
        self.waiting: dict[str, list[Territory]] = defaultdict(list)
        """New towns, by the code of what they lie in, until :meth:`store`."""

    def read_tree(self) -> None:
        self.known = {territory.code: territory for territory in Territory.objects.exclude(code=None)}

    def load(self, row: Row) -> None:
        """Raises :class:`CommandError` if the row's parent is smaller than it, or if it lies too deep."""
        parent = self.known[row.parent_code] if row.parent_code else None
        if parent and parent._state.adding:
            self.store()
        if parent and Level(parent.level).rank > Level(row.level).rank:
            raise CommandError(f"{row.source}: “{parent.code}” is smaller than “{row.code}” that lies in it.")
        territory = self.known.get(row.code)
        try:
            if territory is None:
                self.known[row.code] = self.add(row, parent)
                self.counts["added"] += 1
            else:
                changed = self.complete(territory, row)
                moved = self.update and self.move(territory, parent)
                self.counts["changed" if changed or moved else "unchanged"] += 1
        except PathOverflow as error:
            raise CommandError(f"{row.source}: {error}") from error

    def names(self, row: Row) -> dict[str, str]:
        """The row's names in the wanted languages (``pt`` serves ``pt-br``), with those of CLDR."""
        bases = {language.partition("-")[0] for language in self.languages}
        names = {}
        if row.level in (Level.WORLD_REGION, Level.COUNTRY):
            names = {language: cldr_name(row.code, language) for language in self.languages}
        names |= {code: name for code, name in row.names.items() if code in self.languages | bases}
        return {language: name for language, name in sorted(names.items()) if name}

    def add(self, row: Row, parent: Territory | None) -> Territory:
        values = {column: getattr(row, column) for column in FILLED}
        territory = Territory(code=row.code, names=self.names(row), **values)
        if parent and row.level in MANY:
            self.waiting[row.parent_code].append(territory)
            return territory
        return parent.add_child(instance=territory) if parent else Territory.add_root(instance=territory)

    def store(self) -> None:
        """Put the towns that wait into the tree."""
        for code, territories in self.waiting.items():
            Territory.objects.add_together(self.known[code], territories)
        self.waiting.clear()

    def complete(self, territory: Territory, row: Row) -> bool:
        """Fill what is empty (everything that the row says, when updating); whether anything changed."""
        changed = set()
        for column in FILLED:
            new, old = getattr(row, column), getattr(territory, column)
            if new not in ("", None, old) and (self.update or old in ("", None)):
                setattr(territory, column, new)
                changed.add(column)
        names = self.names(row)
        merged = territory.names | names if self.update else names | territory.names
        if merged != territory.names:
            territory.names = merged
            changed.add("names")
        if changed:
            territory.save(update_fields=changed)
        return bool(changed)

    def move(self, territory: Territory, parent: Territory | None) -> bool:
        """Move the territory if it lies elsewhere; whether it did."""
        if territory.path[: -Territory.steplen] == (parent.path if parent else ""):
            return False
        if parent and parent.path.startswith(territory.path):
            raise PathOverflow(f"“{territory.code}” cannot lie in “{parent.code}”, which lies in it.")
        self.store()
        territory.place(parent)
        self.read_tree()  # A move changes the paths of other rows too.
        return True


class Command(BaseCommand):
    help = (
        "Loads territories: the countries of the world with the regions and départements of France, its communes "
        "with --levels city, and what a CSV file holds. It can be run again at any time: territories are known by "
        "their codes, what is missing is added and what was edited is kept. An interrupted load leaves nothing behind."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--countries",
            metavar="FR,DE",
            help="ISO 3166-1 codes of the countries to load, or “all” (the default unless --file is given).",
        )
        parser.add_argument(
            "--levels",
            default="country,region,county",
            metavar="LEVELS",
            help=f"Levels to load, of {', '.join(Level.values)}; what they lie in comes along. "
            "By default: %(default)s. Does not apply to --file.",
        )
        parser.add_argument(
            "--population",
            type=int,
            default=0,
            metavar="10000",
            help="Of the towns that ship with the package, load those of at least so many inhabitants alone.",
        )
        parser.add_argument(
            "--file",
            type=Path,
            help="CSV file in UTF-8 with the columns code, level, parent_code, name, name_<language>, "
            "latitude, longitude, insee_code, nuts_code, postcodes, population; only the first two are required.",
        )
        parser.add_argument(
            "--language",
            metavar="fr,en",
            help="Languages in which names are loaded. By default: the site's content languages.",
        )
        parser.add_argument(
            "--update",
            action="store_true",
            help="Replace what territories say, and move them, where the data differs.",
        )

    def handle(
        self,
        *args: Any,
        countries: str | None,
        levels: str,
        population: int,
        file: Path | None,
        language: str | None,
        update: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        batches = []
        chosen_levels = {level.strip() for level in levels.split(",")}
        if unknown := sorted(chosen_levels - set(Level.values)):
            raise CommandError(f"Unknown level: {', '.join(unknown)}. The levels are {', '.join(Level.values)}.")
        if countries or not file:
            codes = {code.strip().upper() for code in (countries or "all").split(",")}
            batches.append(package_rows(None if codes == {"ALL"} else codes, chosen_levels, population))
        if file:
            batches.append(list(read_rows(read_text(file), str(file))))
        try:
            languages = [check_language(code) for code in (language or ",".join(get_content_languages())).split(",")]
        except RowError as error:
            raise CommandError(str(error)) from error

        with transaction.atomic():
            loader = Loader(languages, update=update)
            progress = tqdm(total=sum(map(len, batches)), unit=" territories", disable=None if verbosity else True)
            with progress:
                for rows in batches:
                    for row in parents_first(rows, loader.known):
                        loader.load(row)
                        progress.update()
                loader.store()
        if verbosity:
            counts = loader.counts
            self.stdout.write(
                f"Territories: {counts['added']} added, {counts['changed']} changed, {counts['unchanged']} unchanged."
            )
