"""Reports and lists of the admin on a large site: their queries and their time. ``python -m benchmarks.upkeep``.

Makes a site of generated sheets in five languages in a database of its own, with the tests' settings, and asks each
list twice as an administrator and as somebody with rights on one language; printed for a tenth of the pages as well,
since queries must not grow with them.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=2000)
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    print(f"{'list':34} {'who':8} {'pages':>6} {'queries':>8} {'seconds':>8}")
    found = {}
    with tempfile.TemporaryDirectory() as directory:
        os.environ["ESSAIMAGE_BENCH_DATABASE"] = str(Path(directory) / "site.sqlite3")
        for size in (asked.pages // 10, asked.pages):
            for name, who, queries, seconds in measured(size):
                print(f"{name:34} {who:8} {size:>6} {queries:>8} {seconds:>8.2f}", flush=True)
                found[name, who, size] = queries, seconds
    for (name, who, size), (queries, _seconds) in found.items():
        if size == asked.pages and queries > found[name, who, size // 10][0]:
            print(f"{name} asks more of more pages")


def measured(size: int):
    """``(list, who, queries, seconds)`` of each list on a site of so many pages."""
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

    old = setup_databases(verbosity=0, interactive=False)
    try:
        administrator, editor = make_site(size)
        for user, who in ((administrator, "all"), (editor, "one tree")):
            client = Client()
            client.force_login(user)
            for name, url in addresses().items():
                client.get(url)
                with CaptureQueriesContext(connection) as queries:
                    start = time.perf_counter()
                    answer = client.get(url)
                    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                    seconds = time.perf_counter() - start
                assert answer.status_code == 200 and content, (name, answer.status_code)
                yield name, who, len(queries), seconds
    finally:
        teardown_databases(old, verbosity=0)


def addresses() -> dict[str, str]:
    from django.urls import reverse
    from wagtail.models import Page

    from essaimage_wagtail.models import Territory

    report, links = reverse("essaimage_sheets_report"), reverse("essaimage_outside_links_report")
    directory = Page.objects.filter(slug="home-fr").get()
    explorer = reverse("wagtailadmin_explore", args=[directory.pk])
    country = Territory.objects.get(code="X")
    return {
        "home of the admin": reverse("wagtailadmin_home"),
        "sheets to look after": report,
        "sheets in a territory": f"{report}?territory={country.pk}",
        "sheets that need something": f"{report}?needs=figure&needs=link&needs=translation&needs=review",
        "sheets found by a word": f"{report}?q=jardin",
        "sheets, the last page": f"{report}?p=40&ordering=-completeness",
        "sheets as CSV": f"{report}?export=csv",
        "sheets as XLSX": f"{report}?export=xlsx",
        "links to other sites": links,
        "explorer of a directory": explorer,
        "explorer, in a territory": f"{explorer}?sheet_territory={country.pk}",
    }


def make_site(size: int):
    """Sheets, what each lacks, and two people: an administrator, and somebody with rights on the French tree."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission, Page

    from essaimage_wagtail.models import LinkPlace, OutsideLink, PageFaults
    from essaimage_wagtail.pages.models import SheetPage

    from .corpus import Corpus
    from .site import make_pages

    make_pages(list(Corpus(size).sheets()))
    pks = list(SheetPage.objects.order_by("pk").values_list("pk", flat=True))
    faults = PageFaults.objects.bulk_create(
        PageFaults(page_pk=pk, figures=pk % 3, pictures=pk % 2, anchors={"figure": "body", "picture": "cover_alt"})
        for pk in pks
    )
    links = OutsideLink.objects.bulk_create(
        OutsideLink(address=f"https://example.org/{number}", state=("fine", "broken")[number % 9 == 0])
        for number in range(size * 3)
    )
    LinkPlace.objects.bulk_create(
        LinkPlace(page=faults[number // 3], link=link, anchor="sources") for number, link in enumerate(links)
    )
    users = get_user_model().objects
    group = Group.objects.create(name="French")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    home = Page.objects.get(slug="home-fr")
    for action in ("add", "change", "publish"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    editor = users.create_user("editor")
    editor.groups.add(group)
    return users.create_superuser("administrator"), editor


if __name__ == "__main__":
    main()
