"""The card of a page as a picture, at an address of its own that changes with the page."""

from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page, Site

from ..contexts.languages import language
from ..contexts.sheet import short_place
from ..models import Territory
from ..models.publication import PublicationFields
from ..visibility import visible
from .card import card_address
from .drawing import COVER_WIDTH, HEIGHT, Words, can_write, card

DRAWN = 1
"""To be counted up when cards are drawn in another way: those that are kept are forgotten."""
KEPT = 30 * 24 * 3600
"""Seconds for which a card is kept here."""
MAX_AGE = 24 * 3600
"""Seconds for which others may keep it: it may have to go sooner than the page changes."""
COVER = f"fill-{COVER_WIDTH}x{HEIGHT}|format-jpeg"


class CardView(View):
    """Of pages that anybody may see. One drawing for each published version: any other number leads to the present one,
    so that nobody can have more drawn than there are pages."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: UUID, code: str, revision: int) -> HttpResponse:
        site = Site.find_for_request(request)
        pages = Page.objects.filter(translation_key=key, locale__language_code=code, alias_of=None)
        found = visible(pages, site).first() if site else None
        page = found.specific if found else None
        if not isinstance(page, PublicationFields) or not can_write(page.title):
            raise Http404
        if revision != (page.live_revision_id or 0):
            return redirect(card_address(page, code))
        cover = page.cover if page.cover and not page.cover.is_svg() else None
        with translation.override(code):
            words = words_of(page, code, site.site_name)
        response = answer(words, cover)
        response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
        return response


def subject_card(subject: Any) -> HttpResponse:
    """That of a territory or a theme: its name, and how many initiatives there are."""
    page_context = subject.page_context
    if not can_write(subject.name):
        raise Http404
    count = subject.directory.results.count_label
    is_rtl = page_context.language.dir == "rtl"
    return answer(Words(subject.name, count if can_write(count) else "", page_context.site_name, is_rtl))


def answer(words: Words, cover: Any = None) -> HttpResponse:
    """A card, drawn once for the same words and cover (an image)."""
    state = (DRAWN, words, cover and (cover.pk, cover.file_hash, cover.get_focal_point()))
    name = f"essaimage-card-{sha256(repr(state).encode()).hexdigest()}"
    kept: tuple[bytes, str] | None = cache.get(name)
    if kept is None:
        kept = card(words, _file_of(cover))
        cache.set(name, kept, KEPT)
    content, kind = kept
    response = HttpResponse(content, content_type=kind)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def words_of(page: Any, code: str, site_name: str) -> Words:
    """A sheet says where it is, other pages what they are, and what is made up that it is."""
    detail = capfirst(page._meta.verbose_name)
    if page.fictional:
        detail = _("Made-up example")
    elif territory := getattr(page, "territory_id", None):
        detail = short_place(Territory.objects.with_ancestors([territory]).get(territory, []), code)
    known = detail if can_write(detail) else ""
    return Words(page.title, known, site_name, is_rtl=language(code).dir == "rtl")


def _file_of(cover: Any) -> BytesIO | None:
    """The part of a cover that a card has room for; ``None`` where its file is gone."""
    if cover is None:
        return None
    try:
        with cover.get_rendition(COVER).file.open("rb") as file:
            return BytesIO(file.read())
    except (SourceImageIOError, OSError):
        return None
