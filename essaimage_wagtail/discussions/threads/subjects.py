"""What threads are about: a page, a theme, a territory or the site, as readers see it, in a few queries for any number
of threads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from ...contexts.addresses import territory_address, theme_address
from ...contexts.page import PageContext
from ...facets.territories import territories_named
from ...models import Territory, Theme
from ...subjects.theme import theme_called
from ...versions import nearness
from ...visibility import visible
from ...wiki.visitors.pages import shown_page
from ..choices import About
from ..models import Thread


@dataclass(frozen=True, slots=True)
class Subject:
    """``key``: as :attr:`.Thread.subject` has it; ``title`` and ``url``: empty for the site; ``language``: the code of
    the title's, where it is known."""

    about: str
    key: str = ""
    title: str = ""
    url: str = ""
    language: str = ""
    query: str = ""
    """The parameter of an address that names it, as ``theme=garden``."""

    def list_url(self, code: str) -> str:
        """Where its discussions are listed, in a language."""
        if self.about == About.PAGE:
            return reverse("essaimage:discussions:of_page", args=[self.key, code])
        return f"{reverse('essaimage:discussions:threads')}?language={code}{self.query and f'&{self.query}'}"

    def start_url(self, code: str) -> str:
        """Where one is begun."""
        return f"{reverse('essaimage:discussions:start', args=[code])}{self.query and f'?{self.query}'}"


SITE = Subject(About.SITE)


def page_subject(page: Any, request: HttpRequest) -> Subject:
    key = str(page.translation_key)
    url = page.get_url(request) or ""
    return Subject(About.PAGE, key, page.title, url, page.locale.language_code, f"page={key}")


def theme_subject(theme: Any, context: PageContext) -> Subject:
    """``theme``: a row, or anything with its ``translation_key``, ``slug`` and ``name``."""
    url = theme_address(context.search_url, theme)
    return Subject(About.THEME, str(theme.translation_key), theme.name, url, query=f"theme={theme.slug}")


def territory_subject(territory: Territory, context: PageContext) -> Subject:
    code, name = context.language.code, territory.identifier
    url = territory_address(context.search_url, territory, code)
    return Subject(About.TERRITORY, name, territory.display_name(code), url, query=f"territory={name}")


class Subjects:
    """``subjects[thread]``: what a thread is about, for the readers of ``context``; ``None`` where they may not see it,
    or where it is gone. Three queries at most."""

    def __init__(self, threads: Iterable[Thread], context: PageContext) -> None:
        self._context = context
        by_kind: dict[str, set[str]] = {about: set() for about in About.values}
        for thread in threads:
            by_kind.setdefault(thread.about, set()).add(thread.subject)
        self._found: dict[tuple[str, str], Subject] = {
            **self._pages(by_kind[About.PAGE]),
            **self._themes(by_kind[About.THEME]),
            **self._territories(by_kind[About.TERRITORY]),
        }

    def __getitem__(self, thread: Thread) -> Subject | None:
        return SITE if thread.about == About.SITE else self._found.get((thread.about, thread.subject))

    def _pages(self, keys: set[str]) -> dict[tuple[str, str], Subject]:
        if not keys:
            return {}
        code, site = self._context.language.code, self._context.site
        pages = visible(Page.objects.filter(translation_key__in=keys, alias_of=None), site).select_related("locale")
        best: dict[str, Any] = {}
        for page in sorted(
            pages, key=lambda one: (one.locale.language_code != code, nearness(one.locale.language_code))
        ):
            best.setdefault(str(page.translation_key), page)
        return {(About.PAGE, key): page_subject(page, self._context.request) for key, page in best.items()}

    def _themes(self, keys: set[str]) -> dict[tuple[str, str], Subject]:
        if not keys:
            return {}
        code = self._context.language.code
        rows = Theme.objects.filter(translation_key__in=keys).select_related("locale")
        best: dict[str, Any] = {}
        for row in sorted(rows, key=lambda one: (one.locale.language_code != code, nearness(one.locale.language_code))):
            best.setdefault(str(row.translation_key), row)
        return {(About.THEME, key): theme_subject(row, self._context) for key, row in best.items()}

    def _territories(self, names: set[str]) -> dict[tuple[str, str], Subject]:
        found: dict[tuple[str, str], Subject] = {}
        for territory in territories_named(names) if names else ():
            # A thread names its territory by code, or by the number it had before it got a code.
            for name in {territory.identifier, str(territory.uuid)} & names:
                found[About.TERRITORY, name] = territory_subject(territory, self._context)
        return found


def asked_subject(query: Any, context: PageContext) -> Subject | None:
    """The subject that the address of a form names; ``None`` if it does not exist. A page that has no version in the
    reader's language is shown in another."""
    code = context.language.code
    if key := query.get("page"):
        page = page_in(key, code, context.site)
        return page_subject(page, context.request) if page is not None else None
    if slug := query.get("theme"):
        rows = theme_called(slug, code)
        return theme_subject(rows[0], context) if rows else None
    if name := query.get("territory"):
        territory = territories_named([name]).first()
        return territory_subject(territory, context) if territory else None
    return SITE


def page_in(key: Any, code: str, site: Site | None) -> Any:
    """The version of a page in a language, else in another; ``None`` for one that may not be seen."""
    try:
        key = key if isinstance(key, UUID) else UUID(str(key))
    except ValueError:
        return None
    found = shown_page(key, code, site)
    if found is not None or site is None:
        return found
    others = visible(Page.objects.filter(translation_key=key, alias_of=None), site).select_related("locale")
    best = min(others, key=lambda one: nearness(one.locale.language_code), default=None)
    return best and shown_page(key, best.locale.language_code, site)
