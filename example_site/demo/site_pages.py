"""The pages that every site has (about, contact, legal notice, accessibility), and its footer, which leads to them."""

from typing import Any
from uuid import UUID

from wagtail.models import Site

from essaimage_wagtail.navigation.models import FooterSettings
from example_site.home.models import TextPage

from .pages import PageWriter, page_key

PAGES = ("about", "contact", "legal_notice", "accessibility")


def write(pages: PageWriter, home: UUID, source: str, entry: dict[str, Any]) -> None:
    for known in entry["pages"]:
        fields = {
            code: {
                "title": text["title"],
                "slug": text["slug"],
                "search_description": text["description"],
                "body": text["body"].strip(),
            }
            for code, text in known["texts"].items()
        }
        facts = {"show_in_menus": known.get("in_menu", False)}
        pages.write(TextPage, page_key("pages", known["key"]), home, source, fields, facts)
    footer = dict(entry["footer"])
    chosen = {name: page_key("pages", footer.pop(name)) for name in PAGES}
    FooterSettings.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={**footer, **chosen})
