"""From the editor to the history in a real browser: a summary is given, versions are compared, the page goes back."""

import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.wiki.models import PublicName, Version

from .browsing import PHONE, is_at_ease, sign_in, unfold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIGURES = {"side": "expense", "label": "Outils", "amount": "1200.00", "year": 2023}


@pytest.fixture
def author(admin_user):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    PublicName.objects.create(user=admin_user, name="Anne (Lille)")
    return admin_user


@pytest.fixture
def signed_in(live_server, author, client):
    """``signed_in(tab)``: an editor's tab."""
    return lambda tab: sign_in(tab, client, author, live_server.url)


def test_a_change_is_told_compared_and_taken_back(live_server, site, make_sheet, new_page, signed_in):
    body = [("description", {"text": "<p>On sème.</p>"}), ("budget", {"lines": [FIGURES]})]
    sheet = make_sheet("Jardins", slug="jardins", pitch="Un jardin", body=body)
    first = Version.objects.get()

    # The editor asks what changed, above its buttons.
    admin = signed_in(new_page(locale="en-GB", viewport={"width": 1280, "height": 1000}))
    admin.goto(f"{live_server.url}{reverse('wagtailadmin_pages:edit', args=[sheet.pk])}")
    admin.locator("[name=pitch]").fill("Un jardin ouvert")
    unfold(admin.locator("footer [data-w-dropdown-target=toggle]").last)
    admin.get_by_label("What did you change?").fill("La ville a ouvert le jardin")
    admin.locator('[name="action-publish"]').click()
    admin.wait_for_url(f"**/admin/pages/{sheet.get_parent().pk}/")
    page = SheetPage.objects.get(pk=sheet.pk)
    second = Version.objects.get(revision=page.live_revision_id)
    assert (second.summary, page.pitch) == ("La ville a ouvert le jardin", "Un jardin ouvert")

    # A visitor finds it from the page, on a phone.
    reader = new_page(viewport=PHONE)
    reader.goto(f"{live_server.url}{page.url}")
    reader.locator(f'a[href*="/history/{page.translation_key}/fr/"]').click()
    reader.wait_for_url("**/history/**")
    assert reader.locator(".es-version__summary").all_inner_texts() == ["La ville a ouvert le jardin"]
    assert "Anne (Lille)" in reader.locator("main").inner_text()
    is_at_ease(reader)
    reader.locator(".es-versions button").click()
    reader.wait_for_url(f"**/compare/{first.revision_id}/{second.revision_id}/")
    (new,) = reader.locator(".es-compared ins").all()
    # Read aloud, the word says that it is new; struck and underlined, it needs no colour.
    assert re.fullmatch(r"\S.*:\s+ouvert", new.text_content().strip())
    assert new.evaluate("it => getComputedStyle(it).textDecorationLine") == "underline"
    is_at_ease(reader)
    reader.goto(f"{live_server.url}{reverse('essaimage:wiki:links', args=[page.translation_key, 'fr'])}")
    is_at_ease(reader)
    reader.go_back()
    reader.emulate_media(media="print")
    assert reader.locator(".es-wiki__steps").is_hidden()
    reader.emulate_media(media="screen")
    reader.locator(".es-side--old a").first.click()
    reader.wait_for_url(f"**{first.get_absolute_url()}")
    assert reader.locator("main aside.essaimage").count() == 1
    assert "Un jardin ouvert" not in reader.locator("main").inner_text()
    is_at_ease(reader)

    # The editor goes back in two clicks.
    admin.goto(f"{live_server.url}{first.get_absolute_url()}")
    admin.locator(f'main a[href="{reverse("essaimage_revert", args=[first.pk])}"]').click()
    admin.locator("form .button[type=submit]").click()
    admin.wait_for_url("**/history/**")
    assert SheetPage.objects.get(pk=sheet.pk).pitch == "Un jardin"
    assert admin.locator(".es-version").count() == 3
    reader.goto(f"{live_server.url}{page.url}")
    assert "Un jardin ouvert" not in reader.locator("main").inner_text()


def test_an_arabic_reader_without_javascript(live_server, site, make_sheet, new_page, signed_in):
    body = [("budget", {"currency": "EUR", "lines": [{**FIGURES, "label": "أدوات"}]})]
    sheet = make_sheet("حديقة", language="ar", slug="hadiqa", pitch="حديقة مشتركة", body=body)
    first = Version.objects.get()
    page = SheetPage.objects.get(pk=sheet.pk)
    page.pitch = "حديقة مفتوحة"
    page.body[0].value["lines"][0]["side"] = "income"
    page.save_revision().publish()
    reader = new_page(locale="ar", viewport=PHONE, java_script_enabled=False)
    reader.goto(f"{live_server.url}{page.url}")
    reader.locator(f'a[href*="/history/{page.translation_key}/ar/"]').click()
    reader.locator(".es-versions button").click()
    reader.wait_for_url("**/compare/**")
    assert reader.locator("html").get_attribute("dir") == "rtl"
    words = [" ".join(text.split()) for text in reader.locator(".es-compared__words").all_inner_texts()]
    assert ["مشتركة" in words[0], "مفتوحة" in words[0]] == [True, True]
    # The choice is named in the reader's language, not by its code.
    assert "income" not in reader.locator("main").inner_text()
    with_script = new_page(locale="ar", viewport=PHONE)
    for url in (reader.url, f"{live_server.url}{reverse('essaimage:wiki:recent')}?language=ar"):
        with_script.goto(url)
        is_at_ease(with_script)

    # Going back needs no script either.
    editor = signed_in(new_page(locale="ar", viewport=PHONE, java_script_enabled=False))
    editor.goto(f"{live_server.url}{first.get_absolute_url()}")
    editor.locator(f'main a[href="{reverse("essaimage_revert", args=[first.pk])}"]').click()
    # By keyboard: without its script, the sidebar of Wagtail lies over a phone's screen.
    editor.locator("form .button[type=submit]").press("Enter")
    editor.wait_for_url("**/history/**")
    assert SheetPage.objects.get(pk=sheet.pk).pitch == "حديقة مشتركة"
