"""Who made a page, and the page of a contributor, in a real Chromium: on a phone, in French and in Arabic."""

import pytest
from django.urls import reverse

from essaimage_wagtail.wiki.models import Contributor

from .browsing import PHONE, is_at_ease
from .versions import person, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_page_to_its_makers_to_what_they_gave(
    live_server, make_sheet, make_common, new_page, django_user_model
):
    words = {"presentation": "أعتني بالحديقة.\n\nوأكتب عنها.", "language": "ar", "allows_search": True}
    user = person(django_user_model, "s.benali", "سلمى بن علي", words)
    long_name = person(django_user_model, "long", "M" * 100, {"presentation": "x" * 600})
    for code, title in (("fr", "Jardins"), ("ar", "حديقة")):
        sheet = make_sheet(title, language=code, slug=f"sheet-{code}")
        publish(sheet, user, pitch="2")
        publish(sheet, long_name, pitch="3")
        publish(make_common(f"{title} +", language=code), user, pitch="4")
        tab = new_page(locale=code, viewport=PHONE)
        tab.goto(live_server.url + sheet.url)
        tab.locator(f'a[href*="/makers/{sheet.translation_key}/{code}/"]').click()
        tab.wait_for_url("**/makers/**")
        assert tab.locator(".es-maker__name").all_inner_texts() == ["سلمى بن علي", "M" * 100]
        is_at_ease(tab, f"makers-{code}")
        tab.get_by_role("link", name="سلمى بن علي").click()
        tab.wait_for_url("**/contributor/**")
        assert tab.locator("html").get_attribute("dir") == ("rtl" if code == "ar" else "ltr")
        assert tab.locator(".es-contributor__words").get_attribute("dir") == "rtl"
        is_at_ease(tab, f"contributor-{code}")
        tab.locator(".es-kinds a").last.click()
        tab.wait_for_url("**kind=commons**")
        assert f"{title} +" in tab.locator(".es-maker__name").all_inner_texts()[0]
        is_at_ease(tab, f"contributor-commons-{code}")
        tab.emulate_media(media="print")
        assert tab.locator(".es-kinds").is_hidden() and tab.locator(".es-maker").first.is_visible()
        # A long name breaks its line, and a narrower screen is enough.
        tab.emulate_media(media="screen", color_scheme="dark")
        tab.set_viewport_size({"width": 320, "height": 700})
        tab.goto(f"{live_server.url}{Contributor.objects.get(public_name__user=long_name).get_absolute_url()}")
        is_at_ease(tab, f"long-{code}")


def test_one_click_in_the_account_is_enough(live_server, site, admin_user, admin):
    tab = admin
    tab.goto(f"{live_server.url}{reverse('wagtailadmin_account')}")
    for name, value in {
        "name_email-first_name": "A",
        "name_email-last_name": "B",
        "essaimage_public_name-name": "Le comité",
        "essaimage_public_name-presentation": "Bonjour",
    }.items():
        tab.locator(f"[name={name}]").fill(value)
    tab.get_by_label("Have a public page").check()
    tab.get_by_role("button", name="Save").click()
    tab.locator(".messages .success").wait_for()
    is_at_ease(tab, "account")
    tab.get_by_role("link", name="See my page").click()
    tab.wait_for_url("**/contributor/**")
    page = tab.url
    assert "Bonjour" in tab.locator("main").inner_text()
    tab.locator("main").get_by_role("link", name="take it away").click()
    tab.get_by_role("button", name="Take my page away, keep my name").click()
    tab.locator(".messages .success").wait_for()
    assert tab.goto(page).status == 404
    assert not Contributor.objects.exists()
