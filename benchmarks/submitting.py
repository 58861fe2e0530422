"""Submitting many pages for translation, as wagtail-localize does it and as the plugin does it:
``python -m benchmarks.submitting``.

Makes generated sheets in French in a database of its own in memory with the tests' settings, and submits them to four
languages in each way, which is rolled back before the next: both find the same pages and the same rows, and have
submitted a page before. Printed for both: queries, seconds, those of the processor (which others that use the machine
change less) and, with ``--parts``, where the queries come from.
"""

import argparse
import os
import time
import traceback
import uuid
from collections import Counter
from html import escape

import django

PARTS = {
    "refresh_segments": "segments of the original",
    "replace_segments": "segments of the original",
    "update_reference_index_on_save": "Wagtail's reference index",
    "create_or_update_for_object": "Wagtail's reference index",
    "page_saved": "search index",
    "page_saving": "search index",
    "drop_free_tags": "receiver: free tags",
    "note_publication": "receiver: what changed",
    "keep_one_source": "receiver: one original",
    "keep_translations": "receiver: kept texts",
    "read_relations": "reading the pages",
    "save": "saving the page",
    "full_clean": "validating the page",
    "copy_for_translation": "copying the page",
    "add_translation": "making the page",
    "_get_segments_for_translation": "texts of the translation",
    "ingest_segments": "texts of the translation",
    "copy_synchronised_fields": "facts of the translation",
    "save_revision": "revision",
    "create_or_update_translation": "saving the translation",
}
"""Functions, and what they do. A query counts for the innermost of them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="how many")
    parser.add_argument("--parts", action="store_true", help="say where the queries come from, which takes time")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.test.utils import setup_databases
    from wagtail.models import Locale

    setup_databases(verbosity=0, interactive=False)
    targets = make_site(asked.pages)
    locales = list(Locale.objects.filter(language_code__in=targets))
    for way in ways().values():
        rolled_back(way, sheets()[:1], locales)
    print("way              pages  languages  queries  a page  seconds  ms a page  of the processor")
    figures = [measure(name, way, sheets(), locales, asked.parts) for name, way in ways().items()]
    if len(figures) == 2:
        queries, seconds, work = (theirs / own for theirs, own in zip(*figures, strict=True))
        print(
            f"wagtail-localize takes {queries:.1f} x the queries, {seconds:.1f} x the seconds, "
            f"{work:.1f} x those of the processor."
        )


def ways():
    """Each way of submitting pages: a function of the pages and the languages."""
    return {"wagtail-localize": one_by_one, "essaimage": together}


def one_by_one(pages, locales):
    from wagtail_localize.operations import translate_object

    for page in pages:
        translate_object(page, locales)


def together(pages, locales):
    """As the command ``essaimage_translate`` does, which asks first what is missing."""
    from essaimage_wagtail.multilingual.submitting import submit_pages, waiting

    for _page, error in submit_pages(waiting(pages, locales)):
        if error is not None:
            raise error


def sheets():
    """Those of the original language, as they are stored."""
    from essaimage_wagtail.pages.models import SheetPage

    return list(SheetPage.objects.order_by("path"))


def rolled_back(way, pages, locales):
    """Submit pages, and leave the site as it was."""
    from django.db import transaction

    with transaction.atomic():
        way(pages, locales)
        transaction.set_rollback(True)


def make_site(count: int) -> list[str]:
    """A directory in each language, with sheets in that of the original; returns the codes of the others."""
    from django.conf import settings
    from wagtail.models import Locale, Page, Site

    from essaimage_wagtail.models import Theme
    from essaimage_wagtail.pages.models import DirectoryPage

    from .corpus import Corpus

    root = Page.objects.get(depth=1)
    root.get_children().delete()
    root.refresh_from_db()
    (original, *targets) = [code for code, _name in settings.LANGUAGES]
    homes, directories, themes = {}, {}, {}
    keys = {name: uuid.uuid4() for name in ("home", "directory", "theme")}
    for code in (original, *targets):
        locale = Locale.objects.get_or_create(language_code=code)[0]
        homes[code] = root.add_child(
            instance=Page(title=code, slug=f"home-{code}", locale=locale, translation_key=keys["home"])
        )
        themes[code] = Theme.objects.create(
            name=f"Theme {code}", slug=f"theme-{code}", locale=locale, translation_key=keys["theme"]
        )
        directory = DirectoryPage(title=code, slug="directory", locale=locale, translation_key=keys["directory"])
        directories[code] = homes[code].add_child(instance=directory)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=homes[original], is_default_site=True)
    found = [sheet for sheet in Corpus(count * 6).sheets() if sheet.language == original]
    for number, sheet in enumerate(found[:count]):
        make_sheet(directories[original], number, sheet, themes[original])
    return targets


def make_sheet(directory, number: int, sheet, theme):
    """A published sheet with several sections of text, a table of actors and a photograph's worth of facts."""
    from essaimage_wagtail.pages.models import SheetPage

    words = [sentence for paragraph in sheet.paragraphs for sentence in paragraph.split(". ")]

    def word(position):
        return words[position % len(words)][:80]

    body = [
        {
            "type": "text",
            "id": str(uuid.uuid4()),
            "value": {"title": word(position), "text": f"<p>{escape(text)}</p><p>{escape(word(position))}</p>"},
        }
        for position, text in enumerate(sheet.paragraphs)
    ]
    rows = [
        {"id": str(uuid.uuid4()), "type": "item", "value": {"name": word(row), "role": word(row + 1)}}
        for row in range(5)
    ]
    body.append({"type": "actors", "id": str(uuid.uuid4()), "value": {"title": word(3), "actors": rows}})
    page = SheetPage(
        title=sheet.title,
        slug=f"sheet-{number}",
        pitch=sheet.pitch,
        status=sheet.status,
        locale=directory.locale,
        live=False,
        body=body,
    )
    directory.add_child(instance=page)
    page.themes = [theme]
    page.tags.set([f"tag {number % 10}"])
    page.save_revision().publish()


def measure(name: str, way, pages, locales, with_parts: bool) -> tuple[int, float, float]:
    """Queries, seconds and seconds of the processor, which are printed too."""
    from django.db import connection

    count, parts = 0, Counter()

    def watch(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if with_parts:
            called = (frame.name for frame in reversed(traceback.extract_stack(limit=90)))
            parts[next((PARTS[function] for function in called if function in PARTS), "else")] += 1
        return execute(sql, params, many, context)

    start, begun = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(watch):
        rolled_back(way, pages, locales)
    seconds, work = time.perf_counter() - start, time.process_time() - begun
    print(
        f"{name:16} {len(pages):>5} {len(locales):>10} {count:>8} {count / len(pages):>7.0f} {seconds:>8.1f}"
        f" {1000 * seconds / len(pages):>10.0f} {1000 * work / len(pages):>17.0f}",
        flush=True,
    )
    for part, queries in parts.most_common():
        print(f"    {part:32} {queries / len(pages):>7.1f} queries a page")
    return count, seconds, work


if __name__ == "__main__":
    main()
