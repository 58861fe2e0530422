"""A contributor writes a sheet and submits it; a moderator of the territory approves it, one of another cannot."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.utils import translation
from wagtail.users.models import UserProfile

from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

from .browsing import DESKTOP, PHONE, is_whole, sign_in, unfold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def make_territory(site):
    def make(name, code):
        page = DirectoryPage(title=name, slug=name.lower(), locale=site.locales[code])
        site.directory[code].add_child(instance=page).save_revision().publish()
        with translation.override("en"):
            call_command("essaimage_roles", below=page.pk, stdout=StringIO())
        return page

    return make


@pytest.fixture
def enter(live_server, client, new_page, django_user_model):
    """``enter("Moderators (Nord)", "ar")``: the tab of a member of a group, in a language."""

    def make(group, code, viewport):
        user = django_user_model.objects.create_user(group, f"{len(group)}@example.org", "x")
        user.groups.add(Group.objects.get(name=group))
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": code})
        return sign_in(new_page(locale=code, viewport=viewport), client, user, live_server.url)

    return make


@pytest.mark.parametrize(("code", "viewport"), [("fr", DESKTOP), ("ar", PHONE)])
def test_from_a_draft_to_its_approval(live_server, make_territory, enter, code, viewport):
    nord, _sud = make_territory("Nord", code), make_territory("Sud", code)
    admin = f"{live_server.url}/admin/"

    writer = enter("Contributors (Nord)", code, viewport)
    writer.goto(f"{admin}pages/{nord.pk}/")
    assert writer.locator("html").get_attribute("dir") == ("rtl" if code == "ar" else "ltr")
    writer.goto(f"{admin}pages/{nord.pk}/add_subpage/")
    writer.locator('a[href*="/essaimage_pages/sheetpage/"]').first.click()
    writer.locator("#id_title").fill("Lavoir")
    writer.locator("#id_pitch").fill("On lave ensemble.")
    # What a contributor may not do is not offered.
    assert writer.locator('[name="action-publish"]').count() == 0
    submit = writer.locator('[name="action-submit"]')
    if not submit.is_visible():
        unfold(writer.locator("footer [data-w-dropdown-target=toggle]"))
    submit.click()
    writer.locator(".messages .success").wait_for()
    sheet = SheetPage.objects.get(title="Lavoir")
    assert sheet.workflow_in_progress
    assert not sheet.live
    edit = f"{admin}pages/{sheet.pk}/edit/"
    assert [message.to for message in mail.outbox] == [["17@example.org"]] * len(mail.outbox)

    neighbour = enter("Moderators (Sud)", code, viewport)
    neighbour.goto(admin)
    assert "Lavoir" not in neighbour.locator("main").inner_text()
    assert neighbour.goto(edit).url != edit
    assert neighbour.locator('[data-workflow-action-name="approve"]').count() == 0

    moderator = enter("Moderators (Nord)", code, viewport)
    moderator.goto(admin)
    is_whole(moderator, f"roles-home-{code}")
    moderator.locator(f'main a[href$="/pages/{sheet.pk}/edit/"]').first.click()
    moderator.wait_for_url(edit)
    approve = moderator.locator('[data-workflow-action-name="approve"]:not([data-launch-modal])').first
    if not approve.is_visible():
        unfold(moderator.locator("footer [data-w-dropdown-target=toggle]"))
    approve.click()
    moderator.locator(".messages .success").wait_for()
    sheet.refresh_from_db()
    assert sheet.live

    writer.goto(live_server.url + sheet.url)
    assert "On lave ensemble." in writer.locator("main").inner_text()
