"""Import of many sheets, with its progress, and their export: ``python -m benchmarks.spreadsheets [number]``.

On a database in memory. Prints seconds of processor and the memory at its highest.
"""

import io
import os
import resource
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def directory(number: int) -> bytes:
    """A directory as people keep one, in CSV."""
    head = "Nom;Adresse;Ville;Code postal;Description;Site web;Latitude;Longitude;Catégories\r\n"
    line = "Café réparation {0};{0} rue du Port;Lille;59000;On y répare à plusieurs.;example.org/{0};50,63;3,06;\r\n"
    return (head + "".join(line.format(place) for place in range(number))).encode("cp1252")


def main(number: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from wagtail.models import Locale, Page

    from essaimage_wagtail.models import Territory
    from essaimage_wagtail.pages.models import DirectoryPage
    from essaimage_wagtail.spreadsheets.models import SpreadsheetImport
    from essaimage_wagtail.spreadsheets.running import advance, begin, check_again
    from essaimage_wagtail.spreadsheets.staging import stage
    from essaimage_wagtail.spreadsheets.writing import write

    locale, _made = Locale.objects.get_or_create(language_code="fr")
    Territory.add_root(name="Lille", code="FR-59350", level="city", postcodes="59000")
    home = Page.objects.filter(depth=1).first().add_child(instance=Page(title="Home", slug="h", locale=locale))
    parent = home.add_child(instance=DirectoryPage(title="Directory", slug="directory", locale=locale))

    def timed(name, work):
        start = time.process_time()
        result = work()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{name:<28}{time.process_time() - start:7.1f} s {memory:6} MB", flush=True)
        return result

    content = directory(number)
    kept = timed(
        "file read", lambda: stage(io.BytesIO(content), "d.csv", None, {"parent": parent.pk, "language": "fr"})
    )
    check_again(kept)
    timed("checked", lambda: advance(kept.pk))
    kept.refresh_from_db()
    print(kept.counts())
    begin(kept)
    steps = 0

    def run():
        nonlocal steps
        while not advance(kept.pk, seconds=3):
            steps += 1
            done = SpreadsheetImport.objects.values_list("done", flat=True).get(pk=kept.pk)
            print(f"  {done} / {kept.total}", flush=True)

    timed("imported", run)
    print(f"in {steps + 1} steps of 3 s")
    out = io.BytesIO()
    timed("exported", lambda: write(out, "xlsx", ["sheets"]))
    out.seek(0)
    again = timed("file read", lambda: stage(out, "e.xlsx", None, {}))
    timed("checked: as on the site", lambda: advance(again.pk))
    print(again.counts())


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
