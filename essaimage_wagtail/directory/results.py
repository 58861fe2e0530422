"""What a search found: one question to the engine, and a page of its answer."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from math import ceil
from typing import Any

from django.core.paginator import Paginator
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext
from wagtail.models import Page

from ..choices import DirectoryContent
from ..contexts.languages import language
from ..contexts.sites import scope_of
from ..facets import registered
from ..formatting import number, two_counts
from ..models.territory import Territory
from ..search.types import Hit, SearchQuery, SearchResult
from .addresses import Addresses
from .cards import card_from_elsewhere, card_of, facts_of, pages_of, prefetch_covers, summary_of
from .commons import CommonFacts, common_facts
from .kinds import OFFERS
from .question import Question
from .surroundings import Surroundings
from .usages import usage_groups

MOST_GROUPED = 200
"""Commons that are shown by usage on one page; a usage's heading leads to the rest of its commons."""


class Results:
    """``found``: the engine's answer; ``total``; ``number``: the number of the page shown, which is the last one if the
    address asks for a later one; ``last``: the number of the last page."""

    def __init__(self, around: Surroundings, question: Question, addresses: Addresses, size: int, counts: bool) -> None:
        self.around = around
        self.question = question
        self.addresses = addresses
        self.size = size
        self._counts_facets = counts

    @property
    def found(self) -> SearchResult:
        return self._answer[0]

    @property
    def total(self) -> int:
        return self.found.total

    @property
    def number(self) -> int:
        return min(self.question.page, self.last)

    @property
    def last(self) -> int:
        return self._answer[1]

    @cached_property
    def _answer(self) -> tuple[SearchResult, int]:
        """The engine's answer, and the number of the last page."""
        facets = {facet.name for facet in self.question.facets} if self._counts_facets else set()
        query = self.question.query(facets=tuple({*facets, "type"}))
        if self.question.is_by_usage:
            return self.ask(replace(query, sort="title", limit=MOST_GROUPED)), 1
        result = self._page_of(query, self.question.page)
        last = max(1, ceil(result.total / self.size))
        return (self._page_of(query, last) if self.question.page > last else result), last

    def _page_of(self, query: SearchQuery, number: int) -> SearchResult:
        return self.ask(replace(query, limit=self.size, offset=(number - 1) * self.size))

    def ask(self, query: SearchQuery) -> SearchResult:
        """The engine's answer, its facets counted by the values of documents of this site."""
        result = self.around.engine.search(query)
        if not query.network:
            return result
        counts = {
            facet.name: facet.counts_here(result.facets[facet.name], self.around.lookup)
            for facet in registered()
            if facet.name in result.facets
        }
        return replace(result, facets=counts)

    @property
    def notices(self) -> list[str]:
        late = self.number < self.question.page
        return [_("There are no more results: this is the last page.")] if late else []

    def counts(self, facet: str) -> Mapping[str, int]:
        """How many results have each key of a facet."""
        return self.found.facets.get(facet, {})

    @property
    def territories(self) -> list[Territory]:
        """The territories that have results, those around them, and those that are chosen; in the order of the tree."""
        values = {*self.counts("territory"), *self.question.values.get("territory", ())}
        return list(self.around.lookup.territories(values).values())

    @cached_property
    def chains(self) -> dict[int, list[Territory]]:
        """``{territory's pk: [Territory]}`` from the root, of :attr:`territories`."""
        by_path = {territory.path: territory for territory in self.territories}
        return {
            territory.pk: [by_path[path] for path in territory.chain_of_paths() if path in by_path]
            for territory in self.territories
        }

    # What is shown of them

    @cached_property
    def pages(self) -> dict[str, Any]:
        """The results' pages and offers, by key."""
        found = self.found
        if self.question.is_wide:
            # A kind may have several types, and the counts name one of them: all count as found.
            types = {label: 1 for kind in self.around.lookup.kinds.values() for label in kind.types}
            own = [hit for hit in found.hits if not hit.site]
            found = replace(found, hits=own, facets={**found.facets, "type": types})
        return pages_of(found, self.around.page.locale, self.around.page_context)

    @cached_property
    def shown(self) -> list[tuple[Hit, Any, dict[str, Any]]]:
        """``[(hit, page or offer, card)]`` of each result; ``None`` instead of the page of another site."""
        shown = []
        for hit in self.found.hits:
            row = None if hit.site else self.pages.get(hit.key)
            if row is not None:
                shown.append((hit, row, self._card(hit, row)))
            elif hit.site:
                shown.append((hit, None, card_from_elsewhere(hit, self.around.lookup)))
        return shown

    def _card(self, hit: Hit, row: Any) -> dict[str, Any]:
        snippet = SafeString(hit.snippet) if self.question.text or not summary_of(row) else ""
        return {
            **card_of(row, self.around.request, chains=self.chains, snippet=snippet),
            "distance": hit.distance,
            "common": self.common_facts.get(row.pk) if isinstance(row, Page) else None,
            "facts": self.facts.get(row.pk) if isinstance(row, Page) else None,
        }

    @cached_property
    def common_facts(self) -> dict[int, CommonFacts]:
        """The facts of the commons among :attr:`pages`, by page id."""
        return common_facts(self.pages.values(), self.around.page_context)

    @cached_property
    def facts(self) -> dict[int, dict[str, Any]]:
        """What apps have registered for cards of their own page types, by page id."""
        return facts_of(self.pages.values())

    @property
    def hits(self) -> list[dict[str, Any]]:
        """The cards, with their ``distance`` in kilometres and, of commons, :class:`~.commons.CommonFacts`."""
        return [card for _hit, _row, card in self.shown]

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """The results of this page with all the words, then those with some: ``[{label, hits}]``. Costs a query for the
        covers' renditions."""
        prefetch_covers(self.pages.values())
        whole = max(0, self.found.all_words - (self.number - 1) * self.size)
        parts = [{"label": "", "hits": self.hits[:whole]}]
        if self.found.all_words:
            label = _("With some of the words: %(shown)s") % {"shown": number(self.total - self.found.all_words)}
        else:
            label = _("Nothing has all the words; this has some of them:")
        parts.append({"label": label, "hits": self.hits[whole:]})
        return [part for part in parts if part["hits"]]

    @cached_property
    def usage_groups(self) -> list[dict[str, Any]]:
        if not self.question.is_by_usage:
            return []
        return usage_groups(
            self.around, self.addresses, self.counts("usage"), list(self.pages.values()), self.common_facts
        )

    @cached_property
    def pagination(self) -> dict[str, Any]:
        """``{number, total, previous_url, next_url, numbers}``; ``numbers`` has ``None`` where some are left out."""
        url, paginator = self.addresses.url, Paginator(range(self.last), 1)
        return {
            "number": self.number,
            "total": self.last,
            "previous_url": url(page=self.number - 1) if self.number > 1 else "",
            "next_url": url(page=self.number + 1) if self.number < self.last else "",
            "numbers": [
                {"number": shown, "url": url(page=shown), "current": shown == self.number}
                if isinstance(shown, int)
                else None
                for shown in paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)
            ],
        }

    @property
    def count_label(self) -> str:
        """How many results of what kind: “2 initiatives, 13 close ones”, where some lack some of the words."""
        question, counts, kinds = self.question, self.counts("type"), self.around.lookup.kinds
        found = {name for name, kind in kinds.items() if any(counts.get(label) for label in kind.types)}
        found &= {*(question.values.get("type") or found)} - (set() if question.text else {OFFERS})
        whole = min(self.found.all_words, self.total)
        close = self.total - whole
        shown, others = {"shown": number(whole)}, {"shown": number(close)}
        if found == {"commons"} or (not found and question.lists == DirectoryContent.COMMONS):
            label = ngettext("%(shown)s common", "%(shown)s commons", whole) % shown
            more = npgettext("commons", "%(shown)s close one", "%(shown)s close ones", close) % others
        elif found == {"sheets"} or (not found and question.lists == DirectoryContent.SHEETS):
            label = ngettext("%(shown)s initiative", "%(shown)s initiatives", whole) % shown
            more = npgettext("initiatives", "%(shown)s close one", "%(shown)s close ones", close) % others
        else:
            label = ngettext("%(shown)s result", "%(shown)s results", whole) % shown
            more = npgettext("results", "%(shown)s close one", "%(shown)s close ones", close) % others
        return two_counts(label, more) if close else label

    # Other words, other languages

    @property
    def correction(self) -> dict[str, str] | None:
        """The corrected text that was searched, and the address of the search as typed: ``{text, original_url}``."""
        if not self.found.correction:
            return None
        address = self.addresses.url(verbatim=self.question.text)
        return {"text": self.found.correction, "original_url": address}

    @cached_property
    def did_you_mean(self) -> dict[str, Any] | None:
        """Another text that may have been meant, if any result has all its words: ``{text, url, count}``."""
        text = self.found.did_you_mean
        if not text:
            return None
        count = self.around.engine.search(replace(self.question.query(limit=0), text=text)).all_words
        return {"text": text, "url": self.addresses.url(q=text), "count": count} if count else None

    @cached_property
    def other_languages(self) -> list[dict[str, Any]]:
        """How many results the same words have in the directory's other languages, never mixed in: ``[{code, name,
        dir, url, count}]``."""
        versions = {
            version.locale.language_code: version
            for version in self.around.page_context.versions
            if version.locale_id != self.around.page.locale_id
        }
        if not versions or not self.question.text:
            return []
        query = self.question.query(limit=0)
        query = replace(query, scope=scope_of(self.around.paths_of(versions.values())))
        counts: dict[str, int] = {}
        # What is a typing error in one language may be a word of another.
        for text in filter(None, (self.found.correction, query.text)):
            counts |= self.around.engine.total_in_languages(replace(query, text=text), versions)
        found = []
        for code, version in versions.items():
            if counts.get(code):
                about = language(code, url=self.addresses.url_from(self.around.page_context.url_of(version) or ""))
                found.append(
                    {"code": code, "name": about.name, "dir": about.dir, "url": about.url, "count": counts[code]}
                )
        return found

    @cached_property
    def untranslated(self) -> list[dict[str, Any]]:
        """For a search without words, how many results each other language of the directory has that do not exist in
        the reader's: ``[{code, name, dir, url, count}]``. :attr:`other_languages` does that for words."""
        question, around = self.question, self.around
        if question.text or question.is_wide or question.values.get("languages"):
            return []
        found = []
        for version in around.page_context.versions:
            code = version.locale.language_code
            if code == around.language:
                continue
            scope = scope_of(around.paths_of([version]))
            query = replace(question.query(facets=("languages",), limit=0), language=code, scope=scope)
            answer = around.engine.search(query)
            count = answer.total - answer.facets.get("languages", {}).get(around.language, 0)
            if count > 0:
                about = language(code, url=self.addresses.url_from(around.page_context.url_of(version) or ""))
                found.append({"code": code, "name": about.name, "dir": about.dir, "url": about.url, "count": count})
        return found
