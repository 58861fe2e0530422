"""``essaimage_completeness``: bring the stored completeness of sheets up to date."""

from django.core.management.base import BaseCommand
from tqdm import tqdm

from ...completeness import percent
from ...models import SheetFields
from ...models.keys import pages_with
from ...search.indexing import index


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Compute the completeness of every sheet again, after a change of weights or an upgrade."

    def handle(self, verbosity, **options):
        models = pages_with(SheetFields)
        total, changed = sum(model.objects.count() for model in models), 0
        with tqdm(total=total, unit="sheet", disable=verbosity == 0, file=self.stderr) as bar:
            for model in models:
                for page in model.objects.order_by("pk").iterator(chunk_size=200):
                    changed += self._refresh(page)
                    bar.update()
        self.stdout.write(f"{changed} of {total} sheets changed.")

    @staticmethod
    def _refresh(page):
        shown = page if page.live else page.get_latest_revision_as_object()
        found = percent(shown)
        if found == page.completeness:
            return False
        type(page).objects.filter(pk=page.pk).update(completeness=found)
        page.completeness = found
        index.refresh([page])
        return True
