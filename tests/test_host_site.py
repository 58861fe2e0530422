"""The plugin inside a site that has its own ways."""

import os
import re
from pathlib import Path

import pytest

from .processes import run_site

pytestmark = pytest.mark.django_db
OWN_MODELS = Path(__file__).parent / "hostsite" / "own_models.py"
OWN_ACCOUNTS = Path(__file__).parent / "allauthsite" / "own_accounts.py"


def test_pages_live_in_the_base_template_of_the_site(client, site, make_sheet, settings):
    settings.ESSAIMAGE = {"BASE_TEMPLATE": "testapp/site_base.html"}
    sheet = make_sheet("Jardins partagés")
    for url in (sheet.url, site.directory["fr"].url):
        html = client.get(url).content.decode()
        assert '<nav id="host-menu">' in html
        assert 'class="essaimage' in html
        assert html.count("<html") == html.count("</html>") == 1
        assert html.count("<main") <= 1
        # The site's own: the plugin brings none of them.
        assert not re.search(r'rel="(icon|preload)"|name="(description|color-scheme|viewport)"', html)
    assert "<title>Jardins partagés</title>" in client.get(sheet.url).content.decode()


def test_the_own_base_describes_the_page_once(client, site, make_sheet):
    sheet = make_sheet("Jardins partagés", pitch="Cultiver ensemble.")
    html = client.get(sheet.url).content.decode()
    assert re.findall(r'<meta name="description" content="(.*?)">', html) == ["Cultiver ensemble."]
    assert "<title>Jardins partagés – Tests</title>" in html
    # In two formats: not every browser draws SVG.
    assert html.count('rel="icon"') == 2


def test_default_licence_of_a_site(settings):
    from essaimage_wagtail.pages.models import SheetPage

    assert SheetPage().licence == "CC-BY-SA-4.0"
    settings.ESSAIMAGE = {"DEFAULT_LICENCE": "CC0-1.0"}
    assert SheetPage().licence == "CC0-1.0"


def test_site_with_its_own_models_on_sqlite(tmp_path):
    """Over 10 s: a site with other models, in a process of its own, from its first migration."""
    environment = {name: value for name, value in os.environ.items() if name != "ESSAIMAGE_TEST_DATABASE"}
    run_site("tests.hostsite.settings", OWN_MODELS, tmp_path, environment)


def test_site_whose_accounts_are_of_allauth(tmp_path):
    """Over 10 s: a site with other apps, in a process of its own, from its first migration."""
    environment = {name: value for name, value in os.environ.items() if name != "ESSAIMAGE_TEST_DATABASE"}
    run_site("tests.allauthsite.settings", OWN_ACCOUNTS, tmp_path, environment)


@pytest.mark.postgresql
def test_site_with_its_own_models_on_postgresql(tmp_path, postgresql):
    """Over 10 s, as on SQLite."""
    environment = os.environ | postgresql | {"ESSAIMAGE_TEST_DATABASE": "postgresql"}
    run_site("tests.hostsite.settings", OWN_MODELS, tmp_path, environment)


@pytest.mark.parametrize("base", ["essaimage_wagtail/base.html", "testapp/site_base.html"])
def test_editors_alone_get_the_bar_in_which_the_checks_of_a_preview_run(
    client, admin_client, site, make_sheet, settings, base
):
    settings.ESSAIMAGE = {"BASE_TEMPLATE": base}
    sheet = make_sheet("Jardins partagés")
    anonymous = client.get(sheet.url).content.decode()
    assert "userbar" not in anonymous
    assert "data-wagtail-userbar" in admin_client.get(sheet.url).content.decode()
