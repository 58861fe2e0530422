"""Pages that are named by translation key, in the version that suits the reader."""

from dataclasses import dataclass

from wagtail.coreutils import get_content_languages
from wagtail.models import Page

from .page import Language, language


@dataclass(frozen=True, slots=True)
class Link:
    """``language`` is given when it is not the reader's."""

    title: str
    url: str
    language: Language | None = None


def visible(pages, view):
    """Those of a queryset of pages that the readers of a page may see there, each with its locale; aliases say nothing
    of their own. ``view``: that page's :class:`~.page.PageContext`."""
    pages = view.visible(pages.filter(alias_of=None))
    return pages.select_related("locale").defer_streamfields()


def rank(code, view):
    """How near a language is to the reader: the page's own, then those of the site in its order."""
    codes = [view.language.code, *get_content_languages()]
    return codes.index(code) if code in codes else len(codes)


def best_versions(pages, view):
    """``{translation key: page}``: each in the page's language, else in the first of the site's that it has."""
    best = {}
    for page in sorted(pages, key=lambda page: (rank(page.locale.language_code, view), page.pk)):
        best.setdefault(page.translation_key, page)
    return best


def link_to(page, view):
    return Link(page.title, page.get_url(view.request) or "", other_language(page.locale.language_code, view))


def other_language(code, view):
    """The :class:`~.page.Language` of a code, ``None`` for the reader's own."""
    return None if code == view.language.code else language(code)


def links_to(keys, view):
    """``{translation key: Link}`` of those pages that may be seen: in the page's language, else in the first of the
    site's languages that has it. One query, none without keys."""
    if not keys:
        return {}
    versions = best_versions(visible(Page.objects.filter(translation_key__in=keys), view), view)
    return {key: link_to(page, view) for key, page in versions.items()}
