"""The page that says, in the reader's language, in which languages another page is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages

from ..conf import settings
from ..contexts.addresses import address_in
from ..contexts.languages import Language, language
from ..contexts.page import BesidePageContext
from ..models.translation import drafted
from ..versions import best_versions, nearness

DRAFTED = ("title", "pitch")


class ElsewhereContext(BesidePageContext):
    """A :class:`.page.PageContext` around the home page of the reader's language, for a page that is not in it.

    ``home``: that home page; ``versions``: of the page, one at least. Its switcher is that of the page.
    """

    shows_others = True

    def __init__(self, home: Any, request: HttpRequest, versions: list[Any]) -> None:
        super().__init__(home, request)
        self._of_the_page = {version.locale.language_code: version for version in versions}
        self.key = versions[0].translation_key
        self.description = ""

    @cached_property
    def languages(self) -> list[Language]:
        return [each for each in self.site_languages if each.exists]

    @cached_property
    def site_languages(self) -> list[Language]:
        codes = {*self._of_the_page, *(code for code in self.homes if code in get_content_languages())}
        return [self._language(code) for code in sorted(codes, key=nearness)]

    def _language(self, code: str) -> Language:
        version = self._of_the_page.get(code)
        url = self._url(version) or "" if version else address_in(self.key, code)
        return language(code, url=url, exists=version is not None, current=code == self.language.code)

    @property
    def any_language_url(self) -> str:
        return address_in(self.key)


@dataclass(frozen=True, slots=True)
class Version:
    """A page in one language, as the reader of another is offered it."""

    title: str
    language: Language


class Elsewhere:
    """The ``elsewhere`` of a template's context.

    ``pitch``: in :attr:`language`, as ``title``; ``moved``: the page in the reader's own language, where it is at
    another address than the one that was asked for. ``draft``: title and pitch as a machine made them ahead, for a page
    that waits for its translators, by name; empty unless the site's setting ``MACHINE_DRAFTS`` offers it.
    """

    def __init__(self, page_context: ElsewhereContext, versions: list[Any]) -> None:
        self.reader = page_context.language
        best = best_versions(versions, self.reader.code)[page_context.key].specific
        self.title = best.title
        self.pitch = getattr(best, "pitch", "") or best.search_description
        self.language = language(best.locale.language_code)
        known = {each.code: each for each in page_context.languages}
        found = {version.locale.language_code: version for version in versions}
        offered = [Version(found[code].title, each) for code, each in known.items()]
        self.moved = next((version for version in offered if version.language.code == self.reader.code), None)
        self.versions = [version for version in offered if version is not self.moved]
        self.draft = {} if self.moved or not settings.MACHINE_DRAFTS else drafted(best, DRAFTED, self.reader.code)

    @property
    def search_words(self) -> tuple[str, str]:
        """Label and example of the search field."""
        words = {"language": self.reader.in_sentence}
        return _("Or search what there is in %(language)s:") % words, _("For example: shared garden")
