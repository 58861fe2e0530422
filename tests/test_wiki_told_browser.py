"""“We did it too”, from a visitor's phone without JavaScript to the lineage that shows it: in a real Chromium."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import Replication
from essaimage_wagtail.wiki.models import Suggestion

from .replicating import url_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}


@pytest.fixture
def moderator(live_server, admin_user, client, new_page):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    client.force_login(admin_user)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    tab = new_page(locale="en-GB", viewport={"width": 1280, "height": 1000})
    tab.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    return tab


def is_at_ease(tab, name):
    violations = Axe().run(tab).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if directory := os.environ.get("SCREENSHOTS"):
        tab.screenshot(path=f"{directory}/{name}.png", full_page=True)


def test_from_a_visitor_s_phone_to_the_lineage(live_server, site, make_sheet, new_page, moderator):
    sheet = make_sheet("Lavoir", body=[("description", {"text": "<p>On lave ensemble.</p>"})])
    visitor = new_page(viewport=PHONE, java_script_enabled=False)
    visitor.goto(f"{live_server.url}{sheet.url}?view=replicate")
    visitor.locator("#told-title ~ p a").click()
    expect(visitor.locator("[name=kind][value=replication]")).to_be_checked()
    expect(visitor.locator("[name=text-0]")).to_be_hidden()
    visitor.locator("main button[type=submit]").click()
    # What is missing is asked for; the rest is as it was typed.
    expect(visitor.locator(".es-form__problems a")).to_have_count(2)
    visitor.locator("[name=told_name]").fill("Lavoir de Wazemmes")
    visitor.locator("[name=told_place]").fill("Lille")
    visitor.locator("[name=remark]").fill("Le bassin est resté. Les horaires ont changé.")
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/suggestion/**")
    own = visitor.url
    expect(visitor.locator("main")).to_contain_text("Lavoir de Wazemmes")

    moderator.goto(f"{live_server.url}/admin/essaimage/suggestions/")
    moderator.locator(f'a[href$="/essaimage/suggestions/{Suggestion.objects.get().pk}/"]').first.click()
    moderator.locator("[name=accept]").wait_for()
    is_at_ease(moderator, "told-moderation")
    moderator.locator("[name=accept]").click()
    expect(moderator.locator("[name=name]")).to_have_value("Lavoir de Wazemmes")
    moderator.goto(live_server.url + url_of("list"))
    moderator.locator('a[href$="/decide/"]').click()
    moderator.locator("[name=confirm]").wait_for()
    is_at_ease(moderator, "decide")
    moderator.locator("[name=confirm]").click()
    moderator.locator(".messages .success").wait_for()
    assert Replication.objects.get().live

    visitor.goto(own)
    visitor.locator('.es-form__header a[href$="view=lineage"]').click()
    expect(visitor.locator("main")).to_contain_text("Lavoir de Wazemmes")
    expect(visitor.locator("main")).to_contain_text("Le bassin est resté.")


def test_form_in_arabic_with_javascript(live_server, site, make_sheet, new_page):
    """The fields of a replication come with its kind, and those of the texts go."""
    sheet = make_sheet("مغسل", language="ar", body=[("description", {"text": "<p>نغسل معًا.</p>"})])
    visitor = new_page(locale="ar", viewport=PHONE)
    visitor.goto(live_server.url + sheet.url)
    visitor.locator(".es-improve a").last.click()
    visitor.locator("main form").wait_for()
    expect(visitor.locator("[name=told_name]")).to_be_hidden()
    visitor.locator("[name=kind][value=replication]").check()
    expect(visitor.locator("[name=told_name]")).to_be_visible()
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    is_at_ease(visitor, "told-ar")
