"""The sitemap of a large site: its queries, its time, its memory and its size. ``python -m benchmarks.sitemap``.

Makes a site of so many pages in so many languages in a database of its own, in memory, with the tests' settings.
"""

import argparse
import os
import time
import tracemalloc
from uuid import uuid4

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000, help="in each language")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.test.utils import setup_databases

    setup_databases(verbosity=0, interactive=False)
    print("part       pages  queries  again  seconds  again   most memory   size  (MB)")
    measure(make_site(asked.pages))


def make_site(count: int):
    """A site of ``count`` sheets in each language of the settings, each with its translations."""
    from django.conf import settings
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Locale, Page, Site

    from essaimage_wagtail.pages.models import SheetPage

    root = Page.objects.get(depth=1)
    root.get_children().delete()
    root.refresh_from_db()
    now, keys, first = timezone.now(), [uuid4() for _number in range(count)], None
    sheet_type = ContentType.objects.get_for_model(SheetPage)
    for code, _name in settings.LANGUAGES:
        locale = Locale.objects.get_or_create(language_code=code)[0]
        home = Page(title=code, slug=f"home-{code}", locale=locale, translation_key=first and first.translation_key)
        if first is None:
            home.translation_key = uuid4()
        home = root.add_child(instance=home)
        first = first or home
        # The rows of the sheets themselves are not read: these are the pages that they are.
        Page.objects.bulk_create(
            [
                Page(
                    title=f"An initiative {number}",
                    draft_title=f"An initiative {number}",
                    slug=f"an-initiative-of-this-place-{number}",
                    path=Page._get_path(home.path, home.depth + 1, number + 1),
                    depth=home.depth + 1,
                    url_path=f"{home.url_path}an-initiative-of-this-place-{number}/",
                    locale=locale,
                    translation_key=key,
                    content_type=sheet_type,
                    live=True,
                    last_published_at=now,
                )
                for number, key in enumerate(keys)
            ],
            batch_size=1000,
        )
    Site.objects.all().delete()
    return Site.objects.create(hostname="localhost", root_page=first, is_default_site=True)


def measure(site) -> None:
    from django.core.cache import cache
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from essaimage_wagtail.readers.sitemap import Sitemap

    cache.clear()
    Sitemap(site, RequestFactory().get("/")).parts()
    for part in Sitemap(site, RequestFactory().get("/")).parts():
        row = []
        for _again in range(2):
            sitemap = Sitemap(site, RequestFactory().get("/"))
            with CaptureQueriesContext(connection) as context:
                start = time.perf_counter()
                content = sitemap.part(part)
                row.append((len(context), time.perf_counter() - start))
        cache.clear()
        tracemalloc.start()
        Sitemap(site, RequestFactory().get("/")).part(part)
        most = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        (asked, seconds), (asked_again, seconds_again) = row
        print(
            f"{part.code:>4}-{part.number} {content.count(b'<url>'):>9} {asked:>8} {asked_again:>6} {seconds:>8.1f}"
            f" {seconds_again:>6.2f} {most:>13.1f} {len(content) / 1e6:>6.1f}"
        )


if __name__ == "__main__":
    main()
