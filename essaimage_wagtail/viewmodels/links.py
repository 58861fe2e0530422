"""Pages that are named by translation key, in the version that suits the reader."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.coreutils import get_content_languages
from wagtail.models import Page

from .page import Language, language, restrictions_at


@dataclass(frozen=True, slots=True)
class Link:
    """``language`` is given when it is not the reader's."""

    title: str
    url: str
    language: Language | None = None


def links_to(keys, view):
    """``{translation key: Link}`` of those pages that anybody may see: in the page's language, else in the first of
    the site's languages that has it. One query, none without keys."""
    if not keys:
        return {}
    versions = (
        Page.objects.live()
        .filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now()), translation_key__in=keys, alias_of=None)
        .filter(~Exists(restrictions_at(OuterRef("path"))))
        .select_related("locale")
        .defer_streamfields()
    )
    codes = [view.language.code, *get_content_languages()]
    best = {}
    for page in sorted(versions, key=lambda page: _rank(page, codes)):
        best.setdefault(page.translation_key, page)
    return {key: _link(page, view) for key, page in best.items()}


def _rank(page, codes):
    code = page.locale.language_code
    return codes.index(code) if code in codes else len(codes), page.pk


def _link(page, view):
    code = page.locale.language_code
    return Link(page.title, page.get_url(view.request) or "", None if code == view.language.code else language(code))
