"""A site of one language that ``wagtail start`` made: the ready-made pages, and no app for languages."""

from django.apps import apps
from django.test import Client
from shared import create_editor, get, home, open_every_form, picture

from essaimage_wagtail.pages.models import DirectoryPage, SheetPage


def with_the_plugin():
    assert not apps.is_installed("wagtail_localize")
    directory = home().add_child(instance=DirectoryPage(title="Initiatives", slug="initiatives"))
    sheet = SheetPage(title="Repair cafés", pitch="Neighbours mend things.", cover=picture())
    directory.add_child(instance=sheet)
    sheet.save_revision().publish()

    assert sheet.url == "/initiatives/repair-caf%C3%A9s/", sheet.url
    html = get(Client(), sheet.url)
    assert "hreflang" not in html
    assert 'class="essaimage' in html
    assert "Repair cafés" in get(Client(), f"{directory.url}?q=repairing+cafe")
    create_editor(username="ana")
    open_every_form()
