"""Pages in a real Chromium: what must hold of each, and an administrator's tab (a plugin of conftest)."""

import os
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

AT_REST = """async () => {
  if (document.readyState !== 'complete') await new Promise(done => addEventListener('load', done, { once: true }));
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
  const moving = document.getAnimations().filter(one => one.playState === 'running');
  const ending = moving.filter(one => one.effect.getComputedTiming().endTime < 2000);
  await Promise.allSettled(ending.map(one => one.finished));
}"""
"""Waits for what fades in or moves: half faded in, a text has too little contrast. What goes on and on is no fading."""


class PatientAxe(Axe):
    def run(self, page, *args, **kwargs):
        page.evaluate(AT_REST)
        return super().run(page, *args, **kwargs)


AXE = PatientAxe()
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 1000}
SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""
"""How far the page has moved under the eyes of a reader since it came (cumulative layout shift)."""


@contextmanager
def loading(tab):
    """Waits until another document is there. Wagtail, which saves what is typed every few seconds, changes the address
    of the one that is shown: for Playwright, that is a navigation too."""
    tab.evaluate("window.isFormer = true")
    yield
    tab.wait_for_function("!window.isFormer && document.readyState === 'complete'")


def is_at_ease(tab, name=""):
    """axe finds nothing, and nothing is cut off."""
    violations = AXE.run(tab).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    is_whole(tab, name)


def is_whole(tab, name=""):
    """Nothing is cut off; a picture of the page is kept where ``SCREENSHOTS`` says."""
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if name and (directory := os.environ.get("SCREENSHOTS")):
        tab.screenshot(path=f"{directory}/{name}.png", full_page=True)


def open_filters(tab):
    """The filters of a directory, which are behind a button on a narrow screen."""
    button = tab.locator(".es-filters > summary")
    if button.is_visible() and tab.locator(".es-filters").get_attribute("open") is None:
        button.click()


def unfold(button):
    """A menu of the admin, once the script of the page has taken its button."""
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")


def sign_in(tab, client, user, address):
    """The tab, signed in at the address of a server."""
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    return tab


@pytest.fixture
def admin(live_server, admin_user, client, new_page):
    """An administrator's tab, in English: what Wagtail's and wagtail-localize's editors say is known."""
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    return sign_in(new_page(locale="en-GB", viewport=DESKTOP), client, admin_user, live_server.url)
