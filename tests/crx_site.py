"""What is done in a site that others made, one process for each step: ``python crx_site.py before|with|after``.

The site is the one that ``coderedcms start --template pro`` makes: pages with a Bootstrap base of their own, models of
its own for images, documents and users, who log in by e-mail, a cache of whole pages, and a single language.
It is run in that project's directory by the Python that the project has; see ``test_packaging.py``.
"""

import os
import sys
from io import StringIO

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings.dev"

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.images import get_image_model  # noqa: E402
from wagtail.images.tests.utils import get_test_image_file  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402
from website.models import WebPage  # noqa: E402

EMAIL = "editor@example.org"


def get(client, url):
    response = client.get(url, HTTP_HOST="localhost", follow=True)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def home():
    return Site.objects.get(is_default_site=True).root_page.specific


def editor():
    client = Client()
    client.force_login(get_user_model().objects.get(email=EMAIL))
    return client


def before():
    get_user_model().objects.create_superuser(email=EMAIL, password="x")
    about = home().add_child(instance=WebPage(title="About our repairs", slug="about"))
    about.save_revision().publish()
    assert "About our repairs" in get(Client(), about.url)


def with_the_plugin():
    from essaimage_wagtail.models import Theme
    from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

    english, french = Locale.objects.get(language_code="en"), Locale.objects.create(language_code="fr")
    directory = home().add_child(instance=DirectoryPage(title="Initiatives", slug="initiatives", locale=english))
    cover = get_image_model().objects.create(title="Toaster", file=get_test_image_file(size=(1200, 800)))
    sheet = SheetPage(title="Repair café", slug="cafe", pitch="Neighbours mend things.", cover=cover, locale=english)
    directory.add_child(instance=sheet)
    sheet.themes.set(Theme.objects.filter(locale=english)[:2])
    sheet.save_revision().publish()
    translated = sheet.copy_for_translation(french, copy_parents=True)
    translated.title = "Café réparation"
    translated.save_revision().publish()

    visitor = Client()
    html = get(visitor, sheet.url)
    assert '<div id="content">' in html, "the site's own base is not there"
    assert 'class="essaimage' in html
    assert "toaster" in html.lower() or "fill-" in html, "the cover is not shown"
    assert "Café réparation" in get(visitor, translated.url)
    assert "Repair café" in get(visitor, f"{directory.url}?q=repairs")
    assert "About our repairs" in get(visitor, Page.objects.get(slug="about").url)
    for page in Page.objects.filter(depth__gt=1):
        get(editor(), f"/admin/pages/{page.pk}/edit/")
    for name in ("images", "documents", "users", "snippets", "reports/locked"):
        get(editor(), f"/admin/{name}/")
    found = StringIO()
    call_command("essaimage_search", "repair", language="en", stdout=found)
    assert "Repair café" in found.getvalue()
    assert "About our repairs" in found.getvalue()


def after():
    assert "About our repairs" in get(Client(), "/about/")
    for page in Page.objects.filter(depth__gt=1):
        get(editor(), f"/admin/pages/{page.pk}/edit/")
    assert not Page.objects.filter(slug="cafe").exists()


{"before": before, "with": with_the_plugin, "after": after}[sys.argv[1]]()
