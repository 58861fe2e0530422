"""What a question finds in the site's other languages: by the concepts that its words name, and as it was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import npgettext
from wagtail.models import Page

from ..contexts.languages import language
from ..contexts.sites import scope_of
from ..formatting import number
from ..search.analysis.languages import normalise_code
from ..search.query.concepts import ForeignQuestion, Meanings, in_language
from ..search.types import Hit, SearchResult, across_of
from ..vocabulary.known import Vocabulary, vocabulary
from .addresses import Addresses
from .question import Question
from .results import Results
from .rows import addressed
from .surroundings import Surroundings

MOST_SHOWN = 3
"""Pages that are shown of one language."""
MOST_ASKED = 3 * MOST_SHOWN
"""Pages that are asked for in one language: those that stand among the results already are not shown again."""


class Across:
    """The engine is asked only where there is a text, another language, and a word that names a concept."""

    def __init__(self, around: Surroundings, question: Question, addresses: Addresses, results: Results) -> None:
        self.around = around
        self.question = question
        self.addresses = addresses
        self.results = results

    @property
    def understood(self) -> list[str]:
        """What the words were understood as: the concepts' usual names in the reader's language."""
        if not self.languages or self._meanings is None:
            return []
        code = self.around.language
        names = (concept.names_in(code)[:1] for meaning in self._meanings.meanings for concept in meaning.concepts[:1])
        return list(dict.fromkeys(name for some in names for name in some))

    @property
    def counts(self) -> dict[str, int]:
        """How many documents are counted, by language."""
        return {found["code"]: found["all_words"] or found["total"] for found in self.languages}

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        """``[{code, name, dir, url, words, total, all_words, label, hits}]``; ``words``: what is searched there;
        ``url``: that search; ``all_words``: how many documents have all of it; ``label``: how many there are, in words;
        ``hits``: the best ones, ``[{key, title, url, own_title, own_url}]``, where ``own_title`` is that of the page's
        version in the reader's language, if there is one."""
        found = self._found
        pages = self._pages(hit for result in found.values() for hit in result.hits)
        return [
            self._language(version, self._questions[code], found[code], pages)
            for code, version in self._versions.items()
            if code in found
        ]

    @cached_property
    def _versions(self) -> dict[str, Any]:
        """The directory's versions in other languages, by the codes that the search has for them."""
        page_context = self.around.page_context
        others = (version for version in page_context.versions if version.locale_id != self.around.page.locale_id)
        return {normalise_code(version.locale.language_code): version for version in others}

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return vocabulary()

    @cached_property
    def _meanings(self) -> Meanings | None:
        """What the text means, as it was typed or as it was put right, if any of its words names a concept."""
        if not self.question.text or self.question.is_wide or not self._versions or not across_of(self.around.engine):
            return None
        texts = filter(None, (self.question.text, self.results.found.correction))
        return self._vocabulary.best_meanings(texts, self.around.language)

    @cached_property
    def _questions(self) -> dict[str, ForeignQuestion]:
        if self._meanings is None:
            return {}
        known, typed = self._vocabulary.concepts, self.question.text
        return {code: in_language(self._meanings, code, known, typed) for code in self._versions}

    @cached_property
    def _found(self) -> Mapping[str, SearchResult]:
        engine = across_of(self.around.engine)
        if engine is None or not self._questions:
            return {}
        scope = scope_of(self.around.paths_of(self._versions.values()))
        found = engine.across(replace(self.question.query(limit=MOST_ASKED), scope=scope), self._questions)
        shown = {hit.key.partition(":")[0] for hit in self.results.found.hits}
        # Hits with all the words come first; where there are any, the others are dropped.
        best = {code: result.hits[: result.all_words or None] for code, result in found.items()}
        return {
            code: replace(result, hits=[hit for hit in best[code] if hit.key.partition(":")[0] not in shown])
            for code, result in found.items()
        }

    def _pages(self, hits: Iterable[Hit]) -> dict[tuple[str, int], Page]:
        """The pages of hits in their language and in the reader's, by translation key and locale. One query, and one
        for each type of page that makes its addresses itself."""
        keys = {hit.key.partition(":")[0] for hit in hits}
        if not keys:
            return {}
        locales = {version.locale_id: version.locale for version in self._versions.values()}
        locales[self.around.page.locale_id] = self.around.page.locale
        pages = Page.objects.filter(translation_key__in=keys, locale__in=locales, alias_of=None)
        found = {}
        for page in addressed(self.around.page_context.visible(pages).defer_streamfields()):
            page.locale = locales[page.locale_id]
            found[str(page.translation_key), page.locale_id] = page
        return found

    def _language(
        self,
        version: Any,
        question: ForeignQuestion,
        result: SearchResult,
        pages: Mapping[tuple[str, int], Page],
    ) -> dict[str, Any]:
        words = " ".join(filter(None, [*(thing[0] for thing in question.things), question.rest])) or question.typed
        address = self.around.page_context.url_of(version) or ""
        about = language(version.locale.language_code)
        close = npgettext("results", "%(shown)s close one", "%(shown)s close ones", result.total)
        return {
            "code": about.code,
            "name": about.name,
            "dir": about.dir,
            "url": self.addresses.url_from(address, q=words),
            "words": words,
            "total": result.total,
            "all_words": result.all_words,
            "label": number(result.all_words) if result.all_words else close % {"shown": number(result.total)},
            # Pages that do not exist in the reader's language come first.
            "hits": sorted(self._hits(version, result, pages), key=lambda hit: bool(hit["own_title"]))[:MOST_SHOWN],
        }

    def _hits(
        self, version: Any, result: SearchResult, pages: Mapping[tuple[str, int], Page]
    ) -> Iterable[dict[str, str]]:
        request = self.around.request
        for hit in result.hits:
            key = hit.key.partition(":")[0]
            page, own = pages.get((key, version.locale_id)), pages.get((key, self.around.page.locale_id))
            if page is not None:
                yield {
                    "key": hit.key,
                    "title": page.title,
                    "url": page.get_url(request) or "",
                    "own_title": own.title if own else "",
                    "own_url": (own.get_url(request) or "") if own else "",
                }
