"""Somebody asks for an account, is accepted, and edits: in a real Chromium."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from wagtail.models import GroupPagePermission

from essaimage_wagtail.pages.models import SheetPage

from .asked import ASKING, last_link
from .browsing import PHONE, is_at_ease

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def asking(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **ASKING}
    cache.clear()


@pytest.fixture
def sheet(live_server, site, make_sheet):
    editors = Group.objects.get_or_create(name="Editors")[0]
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.get_or_create(group=editors, page=site.home["fr"], permission=change)
    body = [("description", {"text": "<p>On sème en mars.</p>"})]
    return make_sheet("Jardins", slug="jardins", body=body)


def accept(admin, live_server):
    admin.goto(live_server.url + reverse("essaimage_account_requests"))
    admin.locator("main a[href*='/account-requests/']", has_text="Awa").first.click()
    admin.locator('[name="accept"]').wait_for()
    is_at_ease(admin, "admin-request")
    admin.locator('[name="accept"]').click()
    admin.locator(".messages .success").wait_for()


def test_from_asking_to_an_own_draft_without_javascript(live_server, sheet, new_page, admin):
    visitor = new_page(viewport=PHONE, java_script_enabled=False)
    looked_at = new_page(viewport=PHONE)
    visitor.goto(live_server.url + sheet.url)
    visitor.locator(".es-improve a").first.click()
    visitor.locator("main a[href$='/ask/']").click()
    looked_at.goto(visitor.url)
    is_at_ease(looked_at, "ask-fr")
    visitor.locator("[name=name]").fill("Awa Diop")
    visitor.locator("[name=email]").fill("awa@example.org")
    visitor.locator("[name=place]").fill("Lille")
    visitor.locator("main button[type=submit]").click()
    # Nothing is lost, and what is missing is said.
    assert visitor.locator("[name=place]").input_value() == "Lille"
    visitor.locator("[name=contribution]").fill("Je jardine rue des Arts.")
    visitor.locator("[name=consent]").check()
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/asked/")
    visitor.goto(live_server.url + last_link())
    visitor.locator("main button[type=submit]:not([name])").click()
    visitor.locator(".es-form__state--waiting").wait_for()
    looked_at.goto(visitor.url)
    is_at_ease(looked_at, "request-fr")

    accept(admin, live_server)
    assert mail.outbox[-1].to == ["awa@example.org"]
    visitor.goto(live_server.url + last_link())
    for name in ("new_password1", "new_password2"):
        visitor.locator(f"[name={name}]").fill(PASSWORD)
    visitor.locator("main button[type=submit]").click()
    visitor.locator("main a[href*='/sign-in/']").wait_for()

    # Two clicks from any section, and signing in once: the section in the editor.
    visitor.goto(live_server.url + sheet.url)
    visitor.locator(f"#section-{sheet.body[0].id} .es-improve a").click()
    visitor.locator("main a[href*='/sign-in/']").click()
    looked_at.goto(visitor.url)
    is_at_ease(looked_at, "sign-in-fr")
    visitor.locator("[name=username]").fill("awa@example.org")
    visitor.locator("[name=password]").fill(PASSWORD)
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/edit/**")
    assert f"body.{sheet.body[0].id}" in visitor.url
    # Wagtail's editor needs JavaScript: the same person, with it.
    looked_at.context.add_cookies(visitor.context.cookies())
    looked_at.set_viewport_size({"width": 1280, "height": 1000})
    looked_at.goto(f"{live_server.url}{reverse('wagtailadmin_pages:edit', args=[sheet.pk])}")
    looked_at.locator("#id_title").fill("Jardins de la rue des Arts")
    looked_at.locator("button.action-save, [data-w-unsaved-target] button[type=submit]").first.click()
    looked_at.locator(".messages .success, [role=status] .success").first.wait_for()
    page = SheetPage.objects.get(pk=sheet.pk)
    assert (page.title, page.get_latest_revision_as_object().title) == ("Jardins", "Jardins de la rue des Arts")
    assert page.latest_revision.user.email == "awa@example.org"


def test_in_arabic_by_keyboard(live_server, sheet, new_page, admin):
    visitor = new_page(locale="ar", viewport=PHONE)
    visitor.goto(live_server.url + reverse("essaimage:wiki:ask", args=["ar"]))
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    is_at_ease(visitor, "ask-ar")
    typed = {"name": "Awa Diop", "email": "awa@example.org", "place": "Lille", "contribution": "حديقة الشارع."}
    visitor.locator("[name=name]").focus()
    for _press in range(30):
        name = visitor.evaluate("document.activeElement.name")
        assert name != "website", "nobody comes to the trap"
        if name in typed:
            visitor.keyboard.type(typed.pop(name))
        elif name == "consent":
            visitor.keyboard.press("Space")
        elif visitor.evaluate("document.activeElement.type") == "submit":
            break
        visitor.keyboard.press("Tab")
    assert not typed
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/asked/")
    is_at_ease(visitor, "asked-ar")
    visitor.goto(live_server.url + last_link())
    is_at_ease(visitor, "confirm-ar")
    visitor.locator("main button[type=submit]:not([name])").focus()
    visitor.keyboard.press("Enter")
    visitor.locator(".es-form__state--waiting").wait_for()
    accept(admin, live_server)
    visitor.goto(live_server.url + last_link())
    is_at_ease(visitor, "password-ar")
    visitor.locator("[name=new_password1]").focus()
    visitor.keyboard.type(PASSWORD)
    visitor.keyboard.press("Tab")
    visitor.keyboard.type(PASSWORD)
    visitor.keyboard.press("Enter")
    visitor.locator("main a[href*='/ar/sign-in/']").click()
    is_at_ease(visitor, "sign-in-ar")
    visitor.locator("[name=username]").focus()
    visitor.keyboard.type("awa@example.org")
    visitor.keyboard.press("Tab")
    visitor.keyboard.type("wrong")
    visitor.keyboard.press("Enter")
    visitor.locator(".es-form__problems").wait_for()
    is_at_ease(visitor, "sign-in-refused-ar")
    visitor.locator("[name=password]").focus()
    visitor.keyboard.type(PASSWORD)
    visitor.keyboard.press("Enter")
    # The admin speaks the language in which she has asked.
    visitor.wait_for_url("**/admin/")
    assert visitor.locator("html").get_attribute("lang") == "ar"
