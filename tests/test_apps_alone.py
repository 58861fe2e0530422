"""Encounters, sponsorships and discussions: each is switched on without the two others, in a process of its own."""

import pytest

from .processes import run_code

APPS = ("encounters", "sponsorships", "discussions")
WITHOUT = """
OTHERS = {others!r}
INSTALLED_APPS = [name for name in INSTALLED_APPS if name not in OTHERS]
"""
LOOK = """
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page, Site
from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
locale = Locale.objects.get_or_create(language_code="fr")[0]

def add(parent, page):
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page

home = add(Page.objects.get(depth=1), DirectoryPage(title="Accueil", slug="accueil", locale=locale))
Site.objects.all().delete()
Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
sheet = add(home, SheetPage(title="Lavoir", pitch="Pitch", locale=locale))
visitor, editor = Client(), Client()
editor.force_login(get_user_model().objects.create_superuser("editor"))
views = [sheet.url + query for query in ("", "?view=lineage", "?view=replicate")]
for client, addresses in ((visitor, [home.url, *views]), (editor, ["/admin/", f"/admin/pages/{sheet.pk}/edit/"])):
    for address in addresses:
        print(client.get(address).status_code)
"""


@pytest.mark.parametrize("app", APPS)
def test_an_app_is_switched_on_alone(app, database_file, tmp_path):
    """Over 5 s each: the process loads a whole site."""
    others = [f"essaimage_wagtail.{other}" for other in APPS if other != app]

    said = run_code(LOOK, database_file, tmp_path, WITHOUT.format(others=others))

    assert said.split()[-6:] == ["200"] * 6
