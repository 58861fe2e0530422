"""What a directory's template shows: the question, what was found, and where to go from there."""

from dataclasses import replace
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from ..choices import DirectoryContent
from ..conf import settings
from ..contexts.page import language
from ..contexts.sites import scope_of
from ..formatting import number, two_counts
from ..search import SearchQuery, get_engine
from ..search.analysis.analyzer import get_analyzer
from ..search.query.parser import parse
from .addresses import AddressesContext
from .alternatives import WaysContext
from .cards import cards, pages_of, summary_of
from .facets import VOCABULARIES, FacetsContext
from .kinds import OFFERS
from .map import MapContext
from .places import PlacesContext
from .question import AskedContext
from .usages import usage_groups

MOST_GROUPED = 200
"""Commons that are shown by usage on one page; a usage's heading leads to the rest of its commons."""


class DirectoryContext(AskedContext, FacetsContext, PlacesContext, WaysContext, AddressesContext):
    """Reads the address, asks the engine once, and shows the answer.

    ``page``: a directory, or what stands for one (see :class:`~.site.SiteDirectory`); ``view``: its
    :class:`~.page.PageContext`, whose queries it shares. ``size``: results on a page; ``sort``: instead of the
    address's; ``carried``: parameters that every address of this search has besides; ``notices``: what to say besides.
    Unless it ``asks``, only what was asked is known, and no result.
    """

    def __init__(self, page, request, view, *, size=None, sort=None, carried=None, notices=(), asks=True):
        self.directory = page
        self.request = request
        self.engine = get_engine().snapshot()
        self.view = view
        self.size = size or settings.RESULTS_PER_PAGE
        self.carried = carried or {}
        self.language = view.language.code
        self.lists = page.lists if page.lists in DirectoryContent.values else DirectoryContent.EVERYTHING
        self.action = page.get_url(request) or ""
        self.read()
        self.notices = [*notices, *self.notices]
        self.sort = sort or self.sort
        if not asks:
            return
        if parse(self.text, get_analyzer(self.language)).says_nothing:
            self.notices.append(_("There is no word in “%(text)s”.") % {"text": self.text})
        self.result, self.number = self._ask()
        self._leave_out_unknown_territories()
        self.total = self.result.total
        if self.number < self.asked_page:
            self.notices.append(_("There are no more results: this is the last page."))

    @property
    def is_whole_site(self):
        return self.directory.scope == "site" and self.lists == DirectoryContent.EVERYTHING

    @cached_property
    def types(self):
        """Values of the facet ``type`` that results may have."""
        return self.types_of(self.values.get("type"), self.text)

    def types_of(self, names, text):
        names = names or [name for name in self.listed if text or name != OFFERS]
        return sorted({label for name in names for label in self.listed[name].types})

    @cached_property
    def is_by_usage(self):
        """Commons are looked for by what they are for: that is how they stand when nobody asks for anything."""
        return self.lists == DirectoryContent.COMMONS and self.sort == "relevance" and not self.is_narrowed

    def _ask(self):
        if self.is_by_usage:
            self.last = 1
            return self.engine.search(replace(self.query(limit=MOST_GROUPED), sort="title")), 1
        number, size = self.asked_page, self.size
        query = self.query(limit=size, offset=(number - 1) * size)
        result = self.engine.search(query)
        last = max(1, -(-result.total // size))
        if number > last:
            number = last
            result = self.engine.search(replace(query, offset=(last - 1) * size))
        self.last = last
        return result, number

    def _leave_out_unknown_territories(self):
        if not self.values.get("territory"):
            return
        named = {territory.identifier for territory in self._territories.values()}
        known = [value for value in self.values["territory"] if value in named]
        if len(known) < len(self.values["territory"]):
            self.values["territory"] = known
            self.say_left_out("territory")
            del self._territories
            self.result, self.number = self._ask()

    def query(self, **kwargs):
        """What to ask the engine; ``kwargs`` as of :class:`~essaimage_wagtail.search.SearchQuery`."""
        filters = {facet: values for facet, values in self.values.items() if values}
        for facet in VOCABULARIES:
            if facet in filters:
                keys = self._keys(facet)
                filters[facet] = [keys[slug] for slug in filters[facet]]
        filters["type"] = self.types
        return SearchQuery(
            text=self.text,
            correct=not self.verbatim,
            language=self.language,
            filters=filters,
            facets=tuple({*self.facet_names, "type"}),
            sort=self.sort,
            scope=self.scope,
            near=self.place and self.place.point,
            radius=self.radius,
            ranges={"year": self.years} if any(self.years) else {},
            **kwargs,
        )

    @cached_property
    def scope(self):
        return scope_of(self._paths([self.directory]), self.language)

    def _paths(self, versions):
        """Where to search: below these versions of the directory, or in all of their sites' trees."""
        if self.directory.scope == "site" and self.view.home is not None:
            return tuple(version.path[: len(self.view.home.path)] for version in versions)
        return tuple(version.path for version in versions)

    # What was found

    @cached_property
    def pages(self):
        """The results' pages and offers, by key."""
        return pages_of(self.result, self.directory.locale, self.view)

    @cached_property
    def hits(self):
        pages = self.pages
        snippets = {
            pages[hit.key]: SafeString(hit.snippet)
            for hit in self.result.hits
            if hit.key in pages and (self.text or not summary_of(pages[hit.key]))
        }
        found = cards(list(pages.values()), self.request, chains=self._chains, snippets=snippets)
        away = {hit.key: hit.distance for hit in self.result.hits}
        return [{**card, "distance": away[key]} for key, card in zip(pages, found, strict=True)]

    @property
    def parts(self):
        """The results of this page with all the words, then those with some: ``[{label, hits}]``."""
        whole = max(0, self.result.all_words - (self.number - 1) * self.size)
        parts = [{"label": "", "hits": self.hits[:whole]}]
        if self.result.all_words:
            label = _("With some of the words: %(shown)s") % {"shown": number(self.total - self.result.all_words)}
        else:
            label = _("Nothing has all the words; this has some of them:")
        parts.append({"label": label, "hits": self.hits[whole:]})
        return [part for part in parts if part["hits"]]

    @cached_property
    def map(self):
        return MapContext(self) if self.layout == "map" and self.total else None

    @cached_property
    def usage_groups(self):
        return usage_groups(self, self.pages.values()) if self.is_by_usage else []

    @property
    def count_label(self):
        """How many of what: “2 initiatives, 13 close ones”, where not all have all the words."""
        counts = self.result.facets.get("type", {})
        found = {name for name, kind in self.listed.items() if any(counts.get(label) for label in kind.types)}
        found &= {*(self.values.get("type") or found)} - (set() if self.text else {OFFERS})
        whole = min(self.result.all_words, self.total)
        close = self.total - whole
        shown, others = {"shown": number(whole)}, {"shown": number(close)}
        if found == {"commons"} or (not found and self.lists == DirectoryContent.COMMONS):
            label = ngettext("%(shown)s common", "%(shown)s commons", whole) % shown
            more = npgettext("commons", "%(shown)s close one", "%(shown)s close ones", close) % others
        elif found == {"sheets"} or (not found and self.lists == DirectoryContent.SHEETS):
            label = ngettext("%(shown)s initiative", "%(shown)s initiatives", whole) % shown
            more = npgettext("initiatives", "%(shown)s close one", "%(shown)s close ones", close) % others
        else:
            label = ngettext("%(shown)s result", "%(shown)s results", whole) % shown
            more = npgettext("results", "%(shown)s close one", "%(shown)s close ones", close) % others
        return two_counts(label, more) if close else label

    @property
    def words(self):
        """Label and example of the search field."""
        if self.is_whole_site:
            return _("Search the whole site"), _("One word or several")
        return {
            DirectoryContent.EVERYTHING: (_("Search for an initiative"), _("For example: shared garden")),
            DirectoryContent.SHEETS: (_("Search for an initiative"), _("For example: shared garden")),
            DirectoryContent.METHODS: (_("Search the methods"), _("For example: who has to be on board")),
            DirectoryContent.COMMONS: (_("Search for a common"), _("For example: write a charter")),
        }[self.lists]

    @property
    def correction(self):
        if not self.result.correction:
            return None
        return {"text": self.result.correction, "original_url": self.url(verbatim=self.text)}

    @cached_property
    def did_you_mean(self):
        """What else may have been meant, if anything has all its words: ``{text, url, count}``."""
        text = self.result.did_you_mean
        count = self.engine.search(replace(self._counting, text=text)).all_words if text else 0
        return {"text": text, "url": self.url(q=text), "count": count} if count else None

    @cached_property
    def other_languages(self):
        """How many results the same words have in the directory's other languages, never mixed in."""
        versions = {
            version.locale.language_code: version
            for version in self.view.versions
            if version.locale_id != self.directory.locale_id
        }
        if not versions or not self.text:
            return []
        scope = scope_of(self._paths(list(versions.values())))
        query = replace(self.query(limit=0), facets=(), scope=scope)
        counts = {}
        # What is a typing error in one language may be a word of another.
        for text in filter(None, (self.result.correction, self.text)):
            counts |= self.engine.total_in_languages(replace(query, text=text), versions)
        found = []
        for code, version in versions.items():
            if counts.get(code):
                about = language(code, url=self.url_from(self.view.url_of(version)))
                found.append(
                    {
                        "code": code,
                        "name": about.name,
                        "dir": about.dir,
                        "url": about.url,
                        "count": counts[code],
                    }
                )
        return found
