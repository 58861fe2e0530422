"""Trees of pages that a group is for: a language, or a territory, which is a page in each language of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wagtail.models import Locale, Page


class Refused(Exception):
    """Why nothing was changed, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Tree:
    """``name``: for its groups; ``pages``: rights hold on these and all below them; ``is_language``: whether all of a
    language is meant, rather than a territory in it."""

    name: str
    pages: Sequence[Page]
    is_language: bool

    def name_of(self, page: Page) -> str:
        """Of one of its pages: what tells the translations of a territory apart."""
        return self.name if self.is_language else f"{self.name}, {_called(page.locale)}"


def languages(codes: Iterable[str] = ()) -> dict[str, Tree]:
    """The home pages of each language of the site, or of these, by its code; a language may have none yet."""
    locales = _locales(codes)
    return {code: Tree(_called(locale), list(_homes().filter(locale=locale)), True) for code, locale in locales.items()}


def without_home(code: str) -> str:
    """What is said of a language that has no tree."""
    return f"{code}: left out, no home page in this language. Translate the home page first."


def whole_site(codes: Iterable[str] = ()) -> Tree:
    """The home pages of all languages, or of these."""
    return Tree("", list(_homes().filter(locale__in=_locales(codes).values())), True)


def territory(pk: int, name: str = "", codes: Iterable[str] = ()) -> Tree:
    """A page and its translations, into these languages or all; it is called as the page if no ``name`` is given."""
    page = Page.objects.filter(pk=pk).first()
    if page is None:
        raise Refused(f"There is no page {pk}.")
    if page.depth < 2:
        raise Refused(f"Page {pk} is the root of all pages: leave out --below.")
    versions = Page.objects.filter(translation_key=page.translation_key, alias_of=None, depth__gt=1)
    wanted = versions.filter(locale__in=_locales(codes).values()).select_related("locale").order_by("path")
    if not wanted:
        raise Refused(f"Page {pk} is in none of these languages.")
    return Tree(name or page.title, list(wanted), False)


def _homes():
    return Page.objects.filter(depth=2, alias_of=None).select_related("locale").order_by("path")


def _locales(codes: Iterable[str]) -> dict[str, Locale]:
    here = {locale.language_code: locale for locale in Locale.objects.order_by("pk")}
    wanted = list(codes) or list(here)
    if unknown := sorted(set(wanted) - here.keys()):
        raise Refused(f"The site has no language {', '.join(unknown)}. It has: {', '.join(here)}.")
    return {code: here[code] for code in wanted}


def _called(locale: Locale) -> str:
    return str(locale.get_display_name() or locale.language_code)
