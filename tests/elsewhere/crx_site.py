"""The site that ``coderedcms start --template pro`` makes: pages with a Bootstrap base of their own, models of its own
for images, documents and users, who log in by e-mail, a cache of whole pages, and a single language."""

from io import StringIO

from django.core.management import call_command
from django.test import Client
from shared import create_editor, get, home, open_every_form, open_lists, picture
from wagtail.models import Locale, Page
from website.models import WebPage


def before():
    create_editor()
    about = home().add_child(instance=WebPage(title="About our repairs", slug="about"))
    about.save_revision().publish()
    assert "About our repairs" in get(Client(), about.url)


def with_the_plugin():
    from essaimage_wagtail.models import Theme
    from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

    english, french = Locale.objects.get(language_code="en"), Locale.objects.create(language_code="fr")
    directory = home().add_child(instance=DirectoryPage(title="Initiatives", slug="initiatives", locale=english))
    sheet = SheetPage(
        title="Repair café", slug="cafe", pitch="Neighbours mend things.", cover=picture(), locale=english
    )
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
    open_every_form()
    open_lists()
    found = StringIO()
    call_command("essaimage_search", "repair", language="en", stdout=found)
    assert "Repair café" in found.getvalue()
    assert "About our repairs" in found.getvalue()


def after():
    assert "About our repairs" in get(Client(), "/about/")
    open_every_form()
    assert not Page.objects.filter(slug="cafe").exists()
