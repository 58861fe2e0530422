"""The page of an encounter and its card in the directory: in a real Chromium, on a phone, in French and in Arabic."""

from datetime import timedelta

import pytest
from django.utils import timezone

from essaimage_wagtail.models import Contact

from .browsing import DESKTOP, PHONE, is_at_ease, is_whole
from .encounter_days import make_encounter

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_the_page_is_at_ease(live_server, site, make_sheet, new_page, code):
    contact = Contact.objects.create(name="Awa Diop", consent=True)
    page = make_encounter(
        site.directory[code],
        [make_sheet("Jardin partagé"), make_sheet("Tool library", language="en", parent=site.directory["en"])],
        title="Speed-dating de l’essaimage" if code == "fr" else "لقاءات سريعة لنشر المبادرات",
        day=timezone.localdate() + timedelta(days=20),
        address="Maison des associations\n72 rue Royale",
        territory=site.territory.lille,
        online="https://meet.example.org/" + "a" * 90,
        languages=["fr", "ar", "ku"],
        capacity=40,
        fictional=True,
        audience="<p>Pour tout le monde.</p>",
        access="<p>De plain-pied.</p>",
        pitches=[
            {
                "name": "Ressourcerie",
                "contact": contact,
                "offers_visit": True,
                "offers_tools": True,
                "seeks": "Un lieu",
            },
            {"name": "Café", "is_withdrawn": True, "text": "Cette équipe ne vient pas."},
        ],
    )
    tab = new_page(viewport=PHONE)
    tab.goto(live_server.url + page.url)
    assert tab.locator(".es-pitch").count() == 4
    assert tab.locator("html").get_attribute("dir") == ("rtl" if code == "ar" else "ltr")
    is_at_ease(tab, f"encounter-{code}")
    tab.goto(f"{live_server.url}{site.directory[code].url}?type=encounters")
    assert tab.locator(".es-card .es-encounter-state--open").count() == 1
    is_at_ease(tab, f"encounters-{code}")
    tab.set_viewport_size(DESKTOP)
    tab.goto(live_server.url + page.url)
    is_whole(tab, f"encounter-{code}-wide")
    tab.emulate_media(media="print")
    is_whole(tab, f"encounter-{code}-print")
