"""Every kind of public page under ``default-src 'self'`` and nothing else, in a real Chromium."""

import pytest
from django.urls import reverse

from essaimage_wagtail.models import Contact
from essaimage_wagtail.pages.models import CloudPage

from .pages import full
from .production import under_policy
from .site import image

pytestmark = pytest.mark.browser
KINDS = [
    "directory",
    "search",
    "map",
    "no result",
    "sheet",
    "lineage",
    "replicate",
    "start",
    "method",
    "whole",
    "step",
    "common",
    "cloud",
    "history",
    "makers",
    "links",
    "watch_page",
    "improve",
    "recent",
    "ask",
    "sign in",
    "elsewhere",
    "missing",
]


@pytest.fixture
def addresses(site, usages, make_sheet, make_common, make_method, make_step, link, settings):
    """``addresses("fr")``: a page of each kind with much on it, and what is around it, by name."""
    settings.ESSAIMAGE = {"ACCOUNTS": {"ask": True}}

    def make(language):
        locale, places = site.locales[language], {"territory": site.territory.lille}
        sheet = make_sheet(
            "Jardin",
            language=language,
            cover=image("Couverture"),
            contacts=[Contact.objects.create(name="Ada", email="ada@example.org", consent=True)],
            body=[
                ("vigilance", {"points": [{"title": "Attention", "likelihood": "2", "severity": "3"}]}),
                ("picture", {"image": image("Image"), "caption": "Légende"}),
            ],
            **places,
        )
        link(sheet, make_sheet("Verger", language=language, **places))
        method = make_method(language=language)
        first = make_step(method, "Lire", checklist=["Un", "Deux"])
        common = make_common("Charte", language=language, **full(site, usages))
        cloud = site.home[language].add_child(instance=CloudPage(title="Nuage", locale=locale))
        directory, key = site.directory[language].url, sheet.translation_key
        thread = f"mode=redo&initiative={key}"
        return {
            "directory": directory,
            "search": f"{directory}?q=jardin",
            "map": f"{directory}?view=map",
            "no result": f"{directory}?q=xyzzyqq",
            "sheet": sheet.url,
            **{view: f"{sheet.url}?view={view}" for view in ("lineage", "replicate", "start")},
            "method": f"{method.url}?{thread}",
            "whole": f"{method.url}?{thread}&view=whole",
            "step": f"{first.url}?{thread}",
            "common": common.url,
            "cloud": cloud.url,
            **{
                name: reverse(f"essaimage:wiki:{name}", args=[key, language])
                for name in ("history", "makers", "links", "watch_page", "improve")
            },
            "recent": reverse("essaimage:wiki:recent") + f"?language={language}",
            "ask": reverse("essaimage:wiki:ask", args=[language]) + f"?{thread}",
            "sign in": reverse("essaimage:wiki:sign_in", args=[language]),
            "elsewhere": reverse("essaimage:page_in", args=[key, "de"]),
            "missing": f"/{language}/nothing-here/",
        }

    return make


INLINE = "[style]:not(.leaflet-container, .leaflet-container *), style, script:not([src], [type='application/ld+json'])"
"""What the policy would refuse in a page as it comes; a script may move parts of a map."""


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_kind_of_page_keeps_to_its_own_site(live_server, addresses, new_page, language):
    found = addresses(language)
    assert [*found] == KINDS
    tab = new_page()
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    go = under_policy(tab, live_server.url, lambda path, address: "default-src 'self'")
    for name, path in found.items():
        assert go(path) == [], name
        assert tab.locator("h1").count() == 1, name
        # Styles count, and are the page's own.
        assert tab.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman", name
        assert not tab.locator(INLINE).count(), name
    assert errors == []
