"""How a page looks where somebody shares its address: Open Graph (https://ogp.me/)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import to_locale

from ..renditions import shared_rendition
from .subjects import publication_in


@dataclass(frozen=True, slots=True)
class Picture:
    """``url`` is absolute; ``width`` and ``height`` in pixels."""

    url: str
    width: int
    height: int
    alt: str


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
        picture=picture_of(publication, essaimage) if publication else None,
        published=publication and publication.first_published_on,
        modified=publication and publication.updated_on,
        tags=[theme["label"] for theme in publication.themes] if publication else [],
    )


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
