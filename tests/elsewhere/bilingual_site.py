"""A site that has two languages already, the first without a prefix in addresses, wagtail-localize, keys of
``AutoField``, users known by a UUID, a base, images and documents of its own, and tests: see ``bilingual/``."""

from datetime import date
from io import StringIO

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from members.models import User
from news.models import File, NewsPage
from shared import create_editor, editor, get, home, open_every_form, open_lists, picture
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object


def french():
    return Locale.objects.get(language_code="fr")


def before():
    create_editor()
    Locale.objects.create(language_code="fr")
    home().copy_for_translation(french()).save_revision().publish()
    news = NewsPage(title="Garden party", slug="party", date=date(2026, 5, 1), intro="Lanterns.", picture=picture())
    home().add_child(instance=news).save_revision().publish()
    translate_object(news, [french()])
    translated = news.get_translation(french())
    translated.title, translated.intro = "Fête au jardin", "Des lampions."
    translated.save_revision().publish()
    as_before()


def as_before():
    """What holds without the plugin holds with it."""
    for url, language, words in (("/party/", "en", "Lanterns"), ("/fr/party/", "fr", "lampions")):
        html = get(Client(), url)
        assert f'<html lang="{language}">' in html and words in html
        assert "essaimage" not in html
    assert "Garden party" in get(Client(), "/search/?query=lanterns")
    open_every_form()
    open_lists()


def found(words, language):
    said = StringIO()
    call_command("essaimage_search", words, language=language, stdout=said)
    return said.getvalue()


def with_the_plugin():
    from essaimage_wagtail.models import Theme
    from essaimage_wagtail.pages.models import CommonPage, DirectoryPage, SheetPage

    as_before()
    assert "Garden party" in found("parties", "en")
    assert "Fête au jardin" in found("fetes", "fr")

    directory = home().add_child(instance=DirectoryPage(title="Initiatives", slug="initiatives"))
    sheet = SheetPage(title="Repair café", slug="cafe", pitch="Neighbours mend things.", cover=picture())
    directory.add_child(instance=sheet)
    sheet.themes.set(Theme.objects.filter(locale=sheet.locale)[:2])
    sheet.save_revision().publish()
    translated = sheet.copy_for_translation(french(), copy_parents=True)
    translated.title = "Café réparation"
    translated.save_revision().publish()
    charter = File.objects.create(title="Charter", file=ContentFile(b"x", "charter.txt"))
    common = directory.add_child(instance=CommonPage(title="Charter", slug="charter", pitch="Rules.", document=charter))
    common.save_revision().publish()

    assert (sheet.url, translated.url) == ("/initiatives/cafe/", "/fr/initiatives/cafe/")
    html = get(Client(), sheet.url)
    assert "navbar-brand" in html, "the site's own base is not there"
    assert 'class="essaimage' in html
    assert "toaster" in html.lower() or "fill-" in html, "the cover is not shown"
    assert 'hreflang="fr"' in html
    assert 'lang="fr"' in get(Client(), translated.url)
    assert charter.url in get(Client(), common.url)
    assert "Repair café" in get(Client(), f"{directory.url}?q=repairs")
    assert "Garden party" in get(Client(), "/essaimage/search/?q=parties&language=en")
    editor().post(f"/admin/essaimage/sheets/{sheet.pk}/review/")
    assert SheetPage.objects.get(pk=sheet.pk).reviewed_by == User.objects.get()
    open_every_form()
    open_lists()


def after():
    as_before()
    assert not Page.objects.filter(slug="cafe").exists()
    assert TranslationSource.objects.count() == 1, "the translations of the site's own pages remain"
