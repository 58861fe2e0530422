"""A site of its own, with its own database, settings and process: what the tests of a network read, and read from.

``run(code)`` runs code in its process, where ``show(value)`` gives a value back.
"""

import json
import shutil
from textwrap import dedent

from .processes import run_code

SETTINGS = """
ESSAIMAGE = {{
    "SEARCH_ENGINE": "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine",
    "ELASTICSEARCH": {options!r},
}}
"""
BEFORE = """
import json
from django.core.management import call_command
from wagtail.models import Locale, Page, Site
from essaimage_wagtail.models import Territory, Theme
from essaimage_wagtail.pages.models import DirectoryPage, SheetPage
from essaimage_wagtail.search import SearchQuery, get_engine

def show(value):
    print("shown:", json.dumps(value))

def find(text, language="fr", **values):
    return get_engine().search(SearchQuery(text, language, network=True, **values))
"""
BEGINNING = """
locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("fr", "en", "ar")}
root = Page.objects.get(depth=1)
root.get_children().delete()
root.refresh_from_db()
homes = {}
for code, locale in locales.items():
    same = {"translation_key": homes["fr"].translation_key} if homes else {}
    homes[code] = root.add_child(instance=Page(title="Accueil", slug=f"home-{code}", locale=locale, **same))
Site.objects.all().delete()
Site.objects.create(
    hostname="liege.example", port=443, root_page=homes["fr"], is_default_site=True, site_name="Essaimage Liège"
)
call_command("load_territories", countries="BE,FR", verbosity=0)
call_command("load_vocabulary", verbosity=0)
belgium = Territory.objects.get(code="BE")
liege = belgium.add_child(name="Liège", code="BE-62063", level="city", latitude="50.64", longitude="5.57")
"""
GARDENS = """
belgium, liege = (Territory.objects.get(code=code) for code in ("BE", "BE-62063"))
def garden(title, language, key=None, **fields):
    home, locale = Page.objects.get(slug=f"home-{language}"), Locale.objects.get(language_code=language)
    same = {"translation_key": key} if key else {}
    values = {"pitch": "Pitch", "status": "running", "territory": liege, **same, **fields}
    sheet = SheetPage(title=title, locale=locale, live=False, **values)
    home.add_child(instance=sheet)
    sheet.themes = [
        Theme.objects.get(slug="gardening", locale=locale),
        *Theme.objects.filter(slug="slopes", locale=locale),
    ]
    sheet.save_revision().publish()
    return sheet

slopes = Theme.objects.create(name="Coteaux", slug="slopes", locale=Locale.objects.get(language_code="fr"))
french = garden("Jardin partagé des coteaux", "fr", pitch="Des voisins cultivent les terrasses de Liège.")
garden("Shared garden on the slopes", "en", french.translation_key)
garden("حديقة مشتركة", "ar", french.translation_key)
"""


class Site:
    """``options``: those of Elasticsearch; ``directory``: an empty one, where the site keeps its database."""

    def __init__(self, directory, options):
        self.directory = directory
        self.options = options

    def run(self, code, **options):
        """The values that ``code`` shows, in the order of its calls; ``options`` instead of the site's own."""
        settings = SETTINGS.format(options={**self.options, **options})
        said = run_code(BEFORE + dedent(code), self.directory / "site.sqlite3", self.directory, settings)
        return [json.loads(line.removeprefix("shown:")) for line in said.splitlines() if line.startswith("shown:")]

    def begin(self, migrated):
        """Make the site in a copy of a database that migrations made, and publish a garden in three languages."""
        shutil.copy(migrated, self.directory / "site.sqlite3")
        self.run(BEGINNING)
        self.run(GARDENS)
