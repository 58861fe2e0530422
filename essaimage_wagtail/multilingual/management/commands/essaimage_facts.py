"""``essaimage_facts``: bring the facts of translations up to those of their originals."""

from django.core.management.base import BaseCommand
from tqdm import tqdm
from wagtail_localize.models import TranslationSource

from ....models.keys import pages_with
from ....models.page import PageFields
from ...facts import take_to_translations


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Give every translation the facts of its original: what was published before this was done by itself."

    def handle(self, verbosity, **options):
        originals = [
            page
            for model in pages_with(PageFields)
            for page in model.objects.filter(
                live=True,
                alias_of=None,
                translation_key__in=TranslationSource.objects.filter(translations__enabled=True).values("object_id"),
            ).order_by("pk")
        ]
        changed = 0
        for page in tqdm(originals, unit="page", disable=verbosity == 0, file=self.stderr):
            changed += take_to_translations(page)
        self.stdout.write(f"{changed} translations changed.")
