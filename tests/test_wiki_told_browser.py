"""“We did it too”, from a visitor's phone without JavaScript to the lineage that shows it: in a real Chromium."""

import pytest
from playwright.sync_api import expect

from essaimage_wagtail.models import Replication
from essaimage_wagtail.wiki.models import Suggestion

from .browsing import PHONE, is_at_ease
from .replicating import url_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}


def test_from_a_visitor_s_phone_to_the_lineage(live_server, site, make_sheet, new_page, admin):
    sheet = make_sheet("Lavoir", body=[("description", {"text": "<p>On lave ensemble.</p>"})])
    visitor = new_page(viewport=PHONE, java_script_enabled=False)
    visitor.goto(f"{live_server.url}{sheet.url}?view=replicate")
    visitor.locator("#told-title ~ p a.es-button").click()
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

    admin.goto(f"{live_server.url}/admin/essaimage/suggestions/")
    admin.locator(f'a[href$="/essaimage/suggestions/{Suggestion.objects.get().pk}/"]').first.click()
    admin.locator("[name=accept]").wait_for()
    is_at_ease(admin, "told-moderation")
    admin.locator("[name=accept]").click()
    expect(admin.locator("[name=name]")).to_have_value("Lavoir de Wazemmes")
    admin.goto(live_server.url + url_of("list"))
    admin.locator('a[href$="/decide/"]').click()
    admin.locator("[name=confirm]").wait_for()
    is_at_ease(admin, "decide")
    admin.locator("[name=confirm]").click()
    admin.locator(".messages .success").wait_for()
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
    visitor.locator(".es-improve a[href*='/improve/']").last.click()
    visitor.locator("main form").wait_for()
    expect(visitor.locator("[name=told_name]")).to_be_hidden()
    visitor.locator("[name=kind][value=replication]").check()
    expect(visitor.locator("[name=told_name]")).to_be_visible()
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    is_at_ease(visitor, "told-ar")
