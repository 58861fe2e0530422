"""How a page looks where somebody shares its address: Open Graph (https://ogp.me/)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.urls import NoReverseMatch, reverse
from django.utils.translation import to_locale

from ..renditions import shared_rendition
from .drawing import HEIGHT, WIDTH, can_write
from .subjects import publication_in, subject_in

CARD = "card"
"""The format in which the page of a territory or a theme answers with its card."""


@dataclass(frozen=True, slots=True)
class Picture:
    """``url`` is absolute; ``width`` and ``height`` in pixels; ``kind``: its media type."""

    url: str
    width: int
    height: int
    alt: str
    kind: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Card:
    """``kind``: a type of Open Graph; ``locales``: that of the page, then those of its other languages, as ``fr_FR`` or
    ``fr``."""

    title: str
    kind: str
    url: str
    site_name: str
    description: str
    locales: list[str]
    picture: Picture | None = None
    published: datetime | None = None
    modified: datetime | None = None
    tags: list[str] = field(default_factory=list)


def card_of(context: Any) -> Card | None:
    """The card of the page whose template's ``context`` this is; ``None`` for one without an address."""
    essaimage = context["essaimage"]
    if not essaimage.canonical_url:
        return None
    publication = publication_in(context)
    return Card(
        title=essaimage.title,
        kind="article" if publication else "website",
        url=essaimage.canonical_url,
        site_name=essaimage.site_name,
        description=essaimage.description,
        locales=[to_locale(language.code) for language in _own_first(essaimage.languages)],
        picture=_picture(context, publication),
        published=publication and publication.first_published_on,
        modified=publication and publication.updated_on,
        tags=[theme["label"] for theme in publication.themes] if publication else [],
    )


def _picture(context: Any, publication: Any) -> Picture | None:
    essaimage, subject = context["essaimage"], subject_in(context)
    if publication:
        return drawn_for(publication, essaimage) or picture_of(publication, essaimage)
    if subject and can_write(subject.name):
        return Picture(f"{essaimage.canonical_url}?format={CARD}", WIDTH, HEIGHT, subject.name, "image/png")
    return None


def card_address(page: Any, code: str) -> str:
    """The address of the picture of a page's published version in a language; nothing on a site that has not included
    :mod:`essaimage_wagtail.urls`."""
    try:
        return reverse("essaimage:card", args=[page.translation_key, code, page.live_revision_id or 0])
    except NoReverseMatch:
        return ""


def drawn_for(publication: Any, essaimage: Any) -> Picture | None:
    """The title, with the cover if it is a bitmap; ``None`` where it has letters that cannot be drawn."""
    page = publication.page
    address = card_address(page, essaimage.language.code) if page.live and not page.alias_of_id else ""
    if not address or not can_write(page.title):
        return None
    alt = f"{page.title} – {publication.cover_alt}" if publication.cover_alt else page.title
    kind = "image/jpeg" if publication.cover and not publication.cover.is_svg() else "image/png"
    return Picture(urljoin(essaimage.canonical_url, address), WIDTH, HEIGHT, alt, kind)


def picture_of(publication: Any, essaimage: Any) -> Picture | None:
    """The cover, if it is a bitmap: no network shows a drawing (SVG)."""
    cover = publication.cover
    if cover is None or cover.is_svg():
        return None
    rendition = shared_rendition(cover)
    if rendition is None:
        return None
    url = urljoin(essaimage.canonical_url, rendition.url)
    return Picture(url, rendition.width, rendition.height, publication.cover_alt)


def _own_first(languages: list[Any]) -> list[Any]:
    return sorted(languages, key=lambda language: not language.current)
