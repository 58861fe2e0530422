"""The plugin's screens in Wagtail's admin: axe finds nothing there that it does not find on Wagtail's own."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import OutsideLink

from .browsing import AXE
from .site import image

pytestmark = pytest.mark.browser

WAGTAIL = {
    "report": reverse("wagtailadmin_reports:site_history"),
    "list": reverse("wagtailadmin_explore_root"),
    "form": reverse("wagtailusers_users:add"),
}
"""A screen of Wagtail's of each kind."""


def bulk(action, *pages):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", f"essaimage_{action}"])
    return f"{url}?{urlencode([('id', page.pk) for page in pages])}"


def found(tab, url):
    """``{rule: nodes}`` of what axe finds at an address."""
    assert tab.goto(url).status == 200, url
    # Wagtail's slots are drawn by its scripts.
    tab.wait_for_load_state("networkidle")
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in AXE.run(tab).response["violations"]}


def test_axe_finds_nothing_of_ours(admin, admin_user, live_server, site, make_sheet, make_common):
    faults = [("results", {"indicators": [{"name": "Ateliers", "value": 3}]})]
    sources = [("source", {"title": "x", "url": "https://example.org/"})]
    sheet = make_sheet("Jardin", body=faults, sources=sources, licence="", territory=site.territory.lille)
    draft = make_sheet("Lavoir", publish=False, owner=admin_user)
    common = make_common("Charte", licence="")
    OutsideLink.objects.update(state="broken", reason="gone")
    screens = [
        ("report", reverse("wagtailadmin_home")),
        ("report", reverse("essaimage_sheets_report")),
        ("report", reverse("essaimage_commons_report")),
        ("report", reverse("essaimage_outside_links_report")),
        ("report", reverse("essaimage_translations_report")),
        ("list", reverse("wagtailadmin_explore", args=[site.directory["fr"].pk])),
        ("list", reverse("wagtailsnippets_essaimage_wagtail_theme:list")),
        ("form", f"{reverse('essaimage_write')}?choose"),
        ("form", bulk("themes", sheet, common, Page.objects.get(depth=1))),
        ("form", bulk("territory", sheet, common)),
        ("tags", bulk("tags", sheet, draft, common)),
        ("form", reverse("essaimage_review", args=[sheet.pk])),
        ("form", reverse("essaimage_spreadsheets")),
        ("tags", reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])),
    ]
    # The words of an image are typed in the same field.
    theirs = {**WAGTAIL, "tags": reverse("wagtailimages:edit", args=[image().pk])}
    for language, looked_at in (("fr", screens), ("ar", [screens[0], screens[1]])):
        UserProfile.objects.filter(user=admin_user).update(preferred_language=language)
        wagtails = {kind: found(admin, f"{live_server.url}{url}") for kind, url in theirs.items()}
        for kind, url in looked_at:
            ours = found(admin, f"{live_server.url}{url}")
            new = {rule: nodes for rule, nodes in ours.items() if rule not in wagtails[kind]}
            assert new == {}, (language, url)
