"""What somebody gets who asks for a page that is not there: its address as words to search for, and what these find."""

import logging
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from ..contexts.page import BesidePageContext
from ..contexts.sites import scope_of
from ..directory.cards import card_of, pages_of
from ..search import SearchQuery, get_engine
from ..search.analysis.text import sort_key
from .addressed import words_in, words_of

logger = logging.getLogger(__name__)

MOST_OFFERED = 5


class LostContext(BesidePageContext):
    """A :class:`.page.PageContext` around the home page of the reader's language, for an address without a page. Its
    switcher leads to the home pages of the other languages."""

    shows_others = True

    def __init__(self, home: Any, request: HttpRequest) -> None:
        super().__init__(home, request)
        self.description = ""


class Lost:
    """The ``lost`` of a template's context: ``words`` for the search, and what they ``found``, as
    :func:`essaimage_wagtail.directory.cards.card_of` says. ``path``: of the address, below the site's home page.

    Somebody who follows an old link wants one page: what has all the words is offered, or most of them in its title.
    """

    def __init__(self, page_context: LostContext, path: str) -> None:
        self.page_context = page_context
        self._asked = words_of(path)

    @property
    def words(self) -> str:
        return self._answer[0]

    @property
    def found(self) -> list[dict[str, Any]]:
        return self._answer[1]

    @cached_property
    def _answer(self) -> tuple[str, list[dict[str, Any]]]:
        """Whatever happens to the search, the page is shown."""
        if self._asked:
            try:
                return self._search()
            except Exception:
                logger.exception("The search for a page that is not there failed.")
        return self._asked, []

    def _search(self) -> tuple[str, list[dict[str, Any]]]:
        home = self.page_context.page
        code = home.locale.language_code
        query = SearchQuery(
            self._asked, code, facets=("type",), limit=MOST_OFFERED, scope=scope_of([home.path], code), correct=False
        )
        result = get_engine().search(query)
        words = self._asked.split()
        hits = [hit for place, hit in enumerate(result.hits) if place < result.all_words or _is_named(hit.title, words)]
        rows = pages_of(replace(result, hits=hits), home.locale, self.page_context)
        cards = [card_of(row, self.page_context.request, chains={}) for row in rows.values()]
        return _as_titles_write(words, [card["title"] for card in cards], all_of_them=bool(result.all_words)), cards


def _folded(text: str) -> dict[str, str]:
    """The words of a text, without accents and capitals, as it writes them."""
    return {sort_key(word): word.lower() for word in words_in(text)}


def _is_named(title: str, words: list[str]) -> bool:
    known = _folded(title)
    return sum(sort_key(word) in known for word in words) * 2 > len(words)


def _as_titles_write(words: list[str], titles: list[str], *, all_of_them: bool) -> str:
    """With the accents that addresses have lost. Where nothing has all the words, the others are left out."""
    known: dict[str, str] = {}
    for title in titles:
        known = _folded(title) | known
    written = [known.get(sort_key(word), word if all_of_them or not titles else "") for word in words]
    return " ".join(filter(None, written))
