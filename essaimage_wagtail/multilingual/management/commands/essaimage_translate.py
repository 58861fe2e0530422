"""``essaimage_translate``: submit many pages for translation."""

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.models import Locale, Page

from ...machine.drafting import Drafted, translator
from ...submitting import PAGES_TOGETHER, draft_page, submit_pages, waiting


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
        parser.add_argument(
            "--machine", action="store_true", help="with drafts by the site's machine translator, unpublished"
        )
        parser.add_argument("--publish", action="store_true", help="with --machine: publish them, marked as such")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be submitted")

    def handle(self, targets, below, original, machine, publish, dry_run, verbosity, **options):
        locales = locales_of(targets)
        if publish and not machine:
            raise CommandError("--publish goes with --machine; without it, the site's settings say what is published.")
        drafter = known_translator() if machine else None
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
        drafted: list[Drafted] = []
        done = submit_pages(found) if drafter is None else with_drafts(found, drafter, publish, drafted)
        failed = 0
        for page, error in tqdm(done, total=len(found), unit="page", disable=verbosity == 0, file=self.stderr):
            if error is not None:
                self.stderr.write(f"{page.pk}: {page.title}: {error!r}")
                failed += 1
        self.stdout.write(f"{len(found) - failed} pages submitted.")
        if drafter is not None:
            total = sum(drafted, Drafted())
            self.stdout.write(f"Texts: {total.made} drafted by {drafter.display_name}, {total.left} left.")
        if failed:
            raise CommandError(f"{failed} pages were not submitted: see above. The others are.")


def known_translator():
    """The site's. Raises ``CommandError`` if there is none."""
    found = translator()
    if found is None:
        raise CommandError("The site has no machine translator. WAGTAILLOCALIZE_MACHINE_TRANSLATOR names one.")
    return found


def with_drafts(found, drafter, publish, drafted):
    """As :func:`submit_pages`, a page at a time: a machine that fails stops the command, and the pages before are
    submitted. What it made of each page is added to ``drafted``."""
    for number, (page, missing) in enumerate(found):
        drafted.append(drafts_of(page, missing, drafter, number))
        yield from submit_pages([(page, missing)], publish=publish)


def drafts_of(page, locales, drafter, done):
    """The drafts of a page, in those of the languages that the machine knows. Raises ``CommandError`` when it fails:
    the page is not submitted then, and what is drafted is not asked for again."""
    known = [locale for locale in locales if drafter.can_translate(page.locale, locale)]
    if not known:
        codes = ", ".join(locale.language_code for locale in locales)
        raise CommandError(
            f"{drafter.display_name} does not translate from {page.locale.language_code} into {codes}. "
            f"{done} pages submitted."
        )
    drafted = draft_page(page, known, drafter)
    if drafted.error:
        raise CommandError(
            f"{drafter.display_name} gave no more drafts at page {page.pk}, “{page.title}”: {drafted.error} "
            f"{done} pages submitted; run again, the command goes on there."
        )
    return drafted


def locales_of(codes):
    locales = {locale.language_code: locale for locale in Locale.objects.order_by("pk")}
    unknown = sorted(set(codes) - locales.keys())
    if unknown:
        raise CommandError(f"The site has no language {', '.join(unknown)}. It has: {', '.join(locales)}.")
    return [locales[code] for code in codes]
