"""Addresses of the plugin's own pages: there are some where a site includes :mod:`essaimage_wagtail.urls`."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse


def address_in(key: UUID, code: str = "") -> str:
    """The address of the plugin's own at which a page, named by its translation key, can be asked for in a language, or
    without a code in that of the browser; nothing on a site that has not included :mod:`essaimage_wagtail.urls`."""
    try:
        return reverse("essaimage:page_in", args=[key, code] if code else [key])
    except NoReverseMatch:
        return ""


def version_address(revision_id: int | None) -> str:
    """The permanent address of a published version, by the number of its revision; nothing without the wiki."""
    try:
        return reverse("essaimage:wiki:version", args=[revision_id]) if revision_id else ""
    except NoReverseMatch:
        return ""
