"""Sites that serve the same pages otherwise: below a path, with hashed names of static files, asynchronously, or with
thousands in groups.

Groups of thousands take hold of every number that a template writes, also of those that are no quantities: keys, years,
values of forms.
"""

import html
import re

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import clear_script_prefix, reverse, set_script_prefix

from essaimage_wagtail.models import Contact, Organisation, Replication
from essaimage_wagtail.pages.models import CloudPage

from .processes import run_code
from .visits import get

pytestmark = pytest.mark.django_db
PREFIX = "/sites/swarm"
KEY = 20_013
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}[,.\s\xa0\u202f٬]\d{3}(?!\d)")
ATTRIBUTES = re.compile(r'\b(href|action|src|id|for|value|data-[\w-]+)="([^"]*)"')


@pytest.fixture
def pages(site, make_sheet, make_method, make_common):
    """One of each kind, with much on it, and a key of five digits behind what is chosen in forms."""
    organisation = Organisation.objects.create(pk=KEY, name="Ville de Lille")
    contact = Contact.objects.create(pk=KEY, name="Aline", email="aline@example.org", consent=True)
    sheet = make_sheet("Jardins", territory=site.territory.lille, start_year=2015, contacts=[contact])
    other = make_sheet("Vergers", territory=site.territory.lille, start_year=2019)
    Replication.objects.create(origin_key=sheet.translation_key, adapted_key=other.translation_key, year=2019)
    common = make_common("Charte", organisations=[organisation], contacts=[contact])
    cloud = CloudPage(title="Nuage", locale=sheet.locale)
    site.home["fr"].add_child(instance=cloud)
    return [sheet, other, make_method("Méthode"), common, cloud, site.directory["fr"]]


def attributes(response):
    return [(name, html.unescape(value)) for name, value in ATTRIBUTES.findall(response.content.decode())]


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_thousands_in_groups_leave_keys_and_years_whole(client, admin_client, pages, settings, language):
    settings.USE_THOUSAND_SEPARATOR = True
    directory = pages[-1]
    visits = [get(client, page.url) for page in pages]
    visits.append(get(client, directory.url, year_from=2015, year_to=2020))
    admin_client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    edits = [get(admin_client, reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in pages]
    for response in [*visits, *edits]:
        assert not [(name, value) for name, value in attributes(response) if len(value) < 100 and GROUPED.search(value)]
    assert ("value", "2015") in attributes(visits[-1])
    assert ("value", str(KEY)) in attributes(edits[0])
    assert ("value", str(KEY)) in attributes(edits[3])
    assert "2019" in edits[0].content.decode()
    assert not any(re.search(r"(?<!\d)2\D015(?!\d)", response.content.decode()) for response in visits)


@pytest.fixture
def below_a_path():
    """As a server has it that hands ``/sites/swarm/`` on: Django is told by ``SCRIPT_NAME``, which its test client
    leaves out."""
    set_script_prefix(f"{PREFIX}/")
    yield
    clear_script_prefix()


def test_every_address_begins_with_the_path_of_the_site(client, pages, below_a_path):
    for page in pages:
        assert page.url.startswith(f"{PREFIX}/")
        local = [
            value
            for name, value in attributes(get(client, page.url.removeprefix(PREFIX)))
            if name in ("href", "action", "src", "data-essaimage-suggest") and value.startswith("/")
        ]
        assert local
        assert not [value for value in local if not value.startswith((f"{PREFIX}/", "/static/", "/media/"))]


def test_addresses_of_the_api_begin_with_the_path_of_the_site(client, pages, below_a_path):
    for name in ("essaimage:api_search", "essaimage:api_points"):
        answer = get(client, reverse(name).removeprefix(PREFIX), language="fr").content.decode()
        (address,) = set(re.findall(r'"(?:https?://[^/"]+)?(/[^"]*/jardins/)"', answer))
        assert address.startswith(f"{PREFIX}/")


def test_static_files_may_have_hashed_names(settings, tmp_path):
    """Every file that a style sheet or a template names is there."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    page = render_to_string("essaimage_wagtail/base.html", {})
    names = re.findall(r'(?:href|src)="/static/(essaimage_wagtail/[^"]+)"', page)
    assert all(re.search(r"\.\w{12}\.\w+$", name) and (tmp_path / name).exists() for name in names)
    assert any(name.endswith(".css") for name in names)


VISITS = """
import asyncio
from django.test import AsyncClient
from wagtail.models import Site
from essaimage_wagtail.directory.responses import FORMATS
from essaimage_wagtail.pages.models import DirectoryPage

home = Site.objects.get().root_page
directory = home.add_child(instance=DirectoryPage(title="Fiches", slug="fiches", locale=home.locale))
address = directory.url

async def visit(query):
    return (await AsyncClient().get(address + query)).status_code

for query in ("", "?q=jardin", *(f"?format={name}" for name in FORMATS)):
    assert asyncio.run(visit(query)) == 200, query
"""


def test_pages_are_served_asynchronously(database_file, tmp_path):
    """In a process of its own, since a browser of the tests may have an event loop in this one."""
    run_code(VISITS, database_file, tmp_path)
