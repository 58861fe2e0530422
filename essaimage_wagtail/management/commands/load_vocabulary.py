"""``manage.py load_vocabulary``: themes, audiences and usages to begin with, or those of a CSV file."""

import csv
from argparse import ArgumentParser
from collections import Counter
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_unicode_slug
from django.db import transaction
from wagtail.models import Locale

from ...models import Audience, Theme, Usage
from ..files import read_text

STARTER = files("essaimage_wagtail") / "data" / "vocabulary.csv"
VOCABULARIES = {"themes": Theme, "audiences": Audience, "usages": Usage}
COLUMNS = ("vocabulary", "slug")
"""Of the file; each further column is a language, with the name of the term in it."""


def starter_key(vocabulary: str, slug: str) -> UUID:
    """The translation key of a term that no site had before: the same one on every site that loads it."""
    return uuid5(NAMESPACE_URL, f"essaimage:{vocabulary}/{slug}")


def read_terms(text: str) -> list[dict[str, str]]:
    """The checked rows of a file. Raises ``CommandError`` with the line that is wrong and what is wrong in it."""
    reader = csv.DictReader(StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing:
        raise CommandError(f"The first line has to name the columns {' and '.join(missing)}.")
    rows = []
    for row in reader:
        where = f"Line {reader.line_num}"
        if None in row or None in row.values():
            raise CommandError(f"{where} has not as many cells as the first line.")
        row = {column: cell.strip() for column, cell in row.items()}
        if row["vocabulary"] not in VOCABULARIES:
            raise CommandError(f"{where}: “{row['vocabulary']}” is none of {', '.join(VOCABULARIES)}.")
        try:
            validate_unicode_slug(row["slug"])
        except ValidationError as error:
            raise CommandError(f"{where}: “{row['slug']}” is no name for an address. {error.messages[0]}") from error
        if not any(name for column, name in row.items() if column not in COLUMNS):
            raise CommandError(f"{where}: “{row['slug']}” has no name in any language.")
        if any(len(name) > Theme._meta.get_field("name").max_length for name in row.values()):
            raise CommandError(f"{where}: a name is longer than 100 characters.")
        rows.append(row)
    return rows


class Command(BaseCommand):
    help = "Load themes, audiences and usages to begin with; what the site has is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("vocabularies", nargs="*", metavar="vocabulary", help=f"of {', '.join(VOCABULARIES)}: all")
        parser.add_argument("--file", type=Path, help="a CSV file of your own instead: vocabulary,slug,fr,en,…")

    def handle(self, *args: Any, vocabularies: list[str], file: Path | None, verbosity: int, **options: Any) -> None:
        unknown = [name for name in vocabularies if name not in VOCABULARIES]
        if unknown:
            raise CommandError(f"“{unknown[0]}” is none of {', '.join(VOCABULARIES)}.")
        rows = read_terms(read_text(file) if file else STARTER.read_text("utf-8"))
        locales = list(Locale.objects.all())
        counts: Counter[str] = Counter()
        with transaction.atomic():
            for row in rows:
                if not vocabularies or row["vocabulary"] in vocabularies:
                    counts.update(load(row, locales))
        if verbosity:
            self.stdout.write(f"Terms: {counts['added']} added, {counts['kept']} there already.")


def load(row: dict[str, str], locales: list[Locale]) -> Counter[str]:
    """Add a term in the languages of the site in which it is missing, and say what was ``added`` and ``kept``."""
    terms = VOCABULARIES[row["vocabulary"]].objects
    there = list(terms.filter(slug=row["slug"]).select_related("locale"))
    key = there[0].translation_key if there else starter_key(row["vocabulary"], row["slug"])
    has = {term.locale_id for term in there}
    counts = Counter(kept=len(there))
    for locale in locales:
        name = row.get(locale.language_code) or row.get(locale.language_code.partition("-")[0])
        if name and locale.pk not in has:
            terms.create(translation_key=key, locale=locale, slug=row["slug"], name=name)
            counts["added"] += 1
    return counts
