"""A page improves: somebody watches it, somebody else suggests a correction, a moderator accepts it, the history shows
what changed, and the watcher is told and stops it. In a real Chromium, without JavaScript and by keyboard alone."""

import pytest
from django.core import mail

from .browsing import PHONE, is_at_ease
from .watching import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_STOPS = 200
"""Times that somebody presses Tab before they give up."""


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}


class ByPointer:
    def __init__(self, tab):
        self.tab = tab

    def follow(self, selector):
        self.tab.locator(selector).first.click()

    choose = follow

    def write(self, selector, text):
        self.tab.locator(selector).fill(text)


class ByKeyboard:
    """Presses Tab until it stands where it wants to be."""

    def __init__(self, tab):
        self.tab = tab

    def _go_to(self, selector):
        for _stop in range(MOST_STOPS):
            self.tab.keyboard.press("Tab")
            if self.tab.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Nobody comes to {selector} by keyboard")

    def follow(self, selector):
        self._go_to(selector)
        self.tab.keyboard.press("Enter")

    def choose(self, selector):
        self._go_to(selector)
        self.tab.keyboard.press("Space")

    def write(self, selector, text):
        self._go_to(selector)
        self.tab.keyboard.press("Control+A")
        self.tab.keyboard.type(text)


@pytest.mark.parametrize(
    ("code", "options", "hand", "before", "after"),
    [
        ("fr", {"java_script_enabled": False}, ByPointer, "On récolte en juin.", "On récolte en juillet."),
        ("ar", {}, ByKeyboard, "نحصد في يونيو.", "نحصد في يوليو."),
    ],
)
def test_from_a_suggestion_to_who_watches(
    live_server, site, make_sheet, new_page, admin, code, options, hand, before, after
):
    sheet = make_sheet("Jardins", language=code, body=[("description", {"text": f"<p>{before}</p>"})])
    visitor = new_page(locale=code, viewport=PHONE, **options)
    hand = hand(visitor)

    # Somebody watches the page.
    visitor.goto(live_server.url + sheet.url)
    hand.follow('a[href*="/watch/page/"]')
    visitor.locator("main form").wait_for()
    hand.choose("[name=pace]:checked" if code == "ar" else "[name=pace][value=at_once]")
    if code == "ar":
        # The choices of one question are one stop: arrows lead from one to the other.
        while not visitor.locator("[name=pace][value=at_once]").is_checked():
            visitor.keyboard.press("ArrowDown")
    hand.write("[name=email]", "awa@example.org")
    hand.choose("[name=consent]")
    hand.follow("main button[type=submit]")
    visitor.wait_for_url("**/watch/asked/**")
    visitor.goto(live_server.url + link(mail.outbox[0], "/watching/"))
    hand.follow("button[name=confirm]")
    visitor.locator("select[name^=pace-]").wait_for()

    # Somebody suggests a correction.
    visitor.goto(live_server.url + sheet.url)
    hand.follow(f"#section-{sheet.body[0].id} .es-improve a")
    visitor.locator("main form").wait_for()
    hand.write("[name=text-0]", after)
    hand.follow("main button[type=submit]")
    visitor.wait_for_url("**/suggestion/**")

    # A moderator sees the difference, and publishes it.
    admin.goto(f"{live_server.url}/admin/essaimage/suggestions/")
    admin.locator('td a[href*="/essaimage/suggestions/"]').first.click()
    admin.locator('[name="publish"]').wait_for()
    assert [*map(str.strip, admin.locator("ins").all_inner_texts())] == [after.split()[-1].rstrip(".")]
    admin.locator('[name="publish"]').click()
    admin.locator(".messages .success").wait_for()

    # The history has it, and the comparison shows the words.
    visitor.goto(live_server.url + sheet.url)
    assert after in visitor.locator("main").inner_text()
    hand.follow('a[href*="/history/"]')
    visitor.wait_for_url("**/history/**")
    assert visitor.locator(".es-version").count() == 2
    hand.follow(".es-versions button")
    visitor.wait_for_url("**/compare/**")
    if code == "ar":
        is_at_ease(visitor)
    assert before.split()[-1].rstrip(".") in visitor.locator(".es-compared del").inner_text()
    assert after.split()[-1].rstrip(".") in visitor.locator(".es-compared ins").inner_text()

    # Who watches is told, and stops it.
    message = mail.outbox[-1]
    assert message.to == ["awa@example.org"] and "Jardins" in message.subject
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    visitor.goto(live_server.url + link(message, "/stop/"))
    hand.follow("main button[type=submit]")
    visitor.locator("main button[type=submit]").wait_for(state="detached")
    sent = len(mail.outbox)
    sheet.refresh_from_db()
    sheet.pitch = "Autrement"
    sheet.save_revision().publish()
    assert len(mail.outbox) == sent
