"""``essaimage_translate``: submit many pages for translation."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.models import Locale, Page

from ...submitting import PAGES_TOGETHER, submit_pages, waiting


class Command(BaseCommand):
    requires_migrations_checks = True
    help = (
        "Give pages to the translators of languages: a page and all that is below it, or all of a language. "
        f"{PAGES_TOGETHER} pages at a time are one transaction. Stopped and run again, it goes on where it was."
    )

    def add_arguments(self, parser):
        parser.add_argument("targets", nargs="+", metavar="language", help="to translate into: codes such as es")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--below", type=int, metavar="PAGE", help="this page, by its id, and all below it")
        which.add_argument("--from", dest="original", metavar="LANGUAGE", help="all pages of a language")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be submitted")

    def handle(self, targets, below, original, dry_run, verbosity, **options):
        locales = locales_of(targets)
        if below is not None:
            top = Page.objects.filter(pk=below).first()
            if top is None:
                raise CommandError(f"There is no page {below}.")
            pages = top.get_descendants(inclusive=True)
        else:
            pages = Page.objects.filter(locale=locales_of([original])[0])
        found = list(waiting(pages.order_by("depth", "path"), locales))
        if dry_run:
            for page, missing in found:
                self.stdout.write(f"{page.pk}: {page.title} → {', '.join(one.language_code for one in missing)}")
            self.stdout.write(f"{len(found)} pages would be submitted.")
            return
        done, failed = submit_pages(found), 0
        for page, error in tqdm(done, total=len(found), unit="page", disable=verbosity == 0, file=self.stderr):
            if error is not None:
                self.stderr.write(f"{page.pk}: {page.title}: {error!r}")
                failed += 1
        self.stdout.write(f"{len(found) - failed} pages submitted.")
        if failed:
            raise CommandError(f"{failed} pages were not submitted: see above. The others are.")


def locales_of(codes):
    locales = {locale.language_code: locale for locale in Locale.objects.order_by("pk")}
    unknown = sorted(set(codes) - locales.keys())
    if unknown:
        raise CommandError(f"The site has no language {', '.join(unknown)}. It has: {', '.join(locales)}.")
    return [locales[code] for code in codes]
