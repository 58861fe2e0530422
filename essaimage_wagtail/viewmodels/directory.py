"""What a directory's template shows: the question, what was found, and where to go from there."""

from dataclasses import replace
from functools import cached_property

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..choices import DirectoryContent
from ..conf import settings
from ..search import Scope, SearchQuery, get_engine
from ..search.analysis import fold
from ..templatetags.essaimage_tags import number
from .cards import cards, pages_of
from .facets import CHOICES, MAX_CODE, VOCABULARIES, FacetsView
from .listed import FACETS, LISTED, OFFERS, kinds
from .page import language
from .usages import usage_groups

MAX_TEXT = 300
"""Characters of a query that are searched; nobody types more, and robots are told."""

MOST_GROUPED = 200
"""Commons that are shown by usage on one page; a usage's heading leads to the rest of its commons."""


class DirectoryView(FacetsView):
    """Reads the address, asks the engine once, and shows the answer.

    Whatever the address holds, there is an answer: what is not understood is left out, and said in
    ``notices``. Made after :class:`~.page.PageView`, whose queries it shares.
    """

    def __init__(self, page, request, view):
        self.directory = page
        self.request = request
        self.view = view
        self.language = view.language.code
        self.lists = page.lists if page.lists in DirectoryContent.values else DirectoryContent.EVERYTHING
        self.facet_names = FACETS[self.lists]
        self.notices = []
        self.action = page.get_url(request) or ""
        self.text = self._read_text()
        self.values = self._read_facets()
        self.sort = self._read_sort()
        self.result, self.number = self._ask()
        self._leave_out_unknown_territories()
        self.total = self.result.total

    # What was asked

    def _read_text(self):
        text = " ".join(self.request.GET.get("q", "").replace("\0", " ").split())
        if len(text) > MAX_TEXT:
            self.notices.append(_("Only the first %(count)d characters were searched.") % {"count": MAX_TEXT})
        return text[:MAX_TEXT]

    def _read_facets(self):
        """``{facet: [values as in the address]}``, those that exist, in the order given."""
        values = {}
        for facet in self.facet_names:
            asked = list(dict.fromkeys(value for value in self.request.GET.getlist(facet) if value))
            known = [value for value in asked if self._is_known(facet, value)]
            if len(known) < len(asked):
                self._say_left_out(facet)
            values[facet] = known
        return values

    def _is_known(self, facet, value):
        if facet in CHOICES:
            return value in CHOICES[facet].values
        if facet in VOCABULARIES:
            return value in self._keys(facet)
        if facet == "type":
            return value in self._listed
        # Whether a territory exists is seen with the answer, which names most of them anyway.
        return len(value) <= MAX_CODE and value.isprintable()

    def _say_left_out(self, facet):
        self.notices.append(
            _("A choice under “%(facet)s” does not exist (any more) and was left out.")
            % {"facet": self._facet_label(facet)}
        )

    def _read_sort(self):
        sort = self.request.GET.get("sort") or "relevance"
        return sort if sort in ("relevance", "date", "title") else "relevance"

    @cached_property
    def _listed(self):
        """The kinds that this directory lists."""
        found = kinds()
        return {name: kind for name, kind in found.items() if name in LISTED.get(self.lists, found)}

    @cached_property
    def _types(self):
        """Values of the facet ``type`` that results may have."""
        names = self.values.get("type") or [name for name in self._listed if self.text or name != OFFERS]
        return sorted({label for name in names for label in self._listed[name].types})

    @cached_property
    def is_by_usage(self):
        """Commons are looked for by what they are for: that is how they stand when nobody asks for anything."""
        return self.lists == DirectoryContent.COMMONS and self.sort == "relevance" and not self.is_narrowed

    @cached_property
    def is_narrowed(self):
        return bool(self.text or any(self.values.values()))

    def _ask(self):
        if self.is_by_usage:
            self.last = 1
            return get_engine().search(replace(self._query(limit=MOST_GROUPED), sort="title")), 1
        size = settings.RESULTS_PER_PAGE
        try:
            number = max(1, int(self.request.GET.get("page") or 1))
        except ValueError:
            number = 1
        query = self._query(limit=size, offset=(min(number, 10_000) - 1) * size)
        result = get_engine().search(query)
        last = max(1, -(-result.total // size))
        if number > last:
            number = last
            result = get_engine().search(replace(query, offset=(last - 1) * size))
        self.last = last
        return result, number

    def _leave_out_unknown_territories(self):
        if not self.values.get("territory"):
            return
        codes = {territory.code for territory in self._territories.values()}
        known = [code for code in self.values["territory"] if code in codes]
        if len(known) < len(self.values["territory"]):
            self.values["territory"] = known
            self._say_left_out("territory")
            del self._territories
            self.result, self.number = self._ask()

    def _query(self, **kwargs):
        filters = {facet: values for facet, values in self.values.items() if values}
        for facet in VOCABULARIES:
            if facet in filters:
                keys = self._keys(facet)
                filters[facet] = [keys[slug] for slug in filters[facet]]
        filters["type"] = self._types
        return SearchQuery(
            text=self.text,
            language=self.language,
            filters=filters,
            facets=tuple({*self.facet_names, "type"}),
            sort=self.sort,
            scope=Scope(paths=self._paths([self.directory])),
            **kwargs,
        )

    def _paths(self, versions):
        """Where to search: below these versions of the directory, or in all of their sites' trees."""
        if self.directory.scope == "site" and self.view.home is not None:
            return tuple(version.path[: len(self.view.home.path)] for version in versions)
        return tuple(version.path for version in versions)

    # What was found

    @cached_property
    def _pages(self):
        return pages_of(self.result, self.directory.locale)

    @cached_property
    def hits(self):
        pages = self._pages
        snippets = (
            {pages[hit.key]: SafeString(hit.snippet) for hit in self.result.hits if hit.key in pages}
            if self.text
            else {}
        )
        found = list(pages.values())
        return cards(found, self.request, chains=self._chains, snippets=snippets)

    @cached_property
    def usage_groups(self):
        return usage_groups(self, self._pages.values()) if self.is_by_usage else []

    @property
    def count_label(self):
        """How many of what."""
        counts = self.result.facets.get("type", {})
        found = {name for name, kind in self._listed.items() if any(counts.get(label) for label in kind.types)}
        found &= {*(self.values.get("type") or found)} - (set() if self.text else {OFFERS})
        shown = {"shown": number(self.total)}
        if found == {"commons"} or (not found and self.lists == DirectoryContent.COMMONS):
            return ngettext("%(shown)s common", "%(shown)s commons", self.total) % shown
        if found <= {"sheets"}:
            return ngettext("%(shown)s initiative", "%(shown)s initiatives", self.total) % shown
        return ngettext("%(shown)s result", "%(shown)s results", self.total) % shown

    @property
    def words(self):
        """Label and example of the search field."""
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
        return {"text": self.result.correction, "original_url": self.url(q=f'"{self.text}"')}

    # Addresses

    def url(self, *, page=1, **changes):
        """This search's address with some parameters changed; always in the same order, so that it can be
        shared and cached."""
        params = QueryDict(mutable=True)
        state = {
            "q": self.text,
            **self.values,
            "sort": "" if self.sort == "relevance" else self.sort,
            **changes,
        }
        for name, value in state.items():
            values = value if isinstance(value, list) else [value]
            if any(values):
                params.setlist(name, [item for item in values if item])
        if page > 1:
            params["page"] = str(page)
        return f"{self.action}?{params.urlencode()}" if params else self.action

    @property
    def hidden(self):
        """What the form carries along besides its text."""
        pairs = [(facet, value) for facet in self.facet_names for value in self.values[facet]]
        return pairs if self.sort == "relevance" else [*pairs, ("sort", self.sort)]

    @property
    def reset_url(self):
        return self.action

    @property
    def sorts(self):
        labels = {
            "relevance": _("Relevance") if self.text else _("Newest"),
            "date": _("Newest"),
            "title": _("Name"),
        }
        if self.lists == DirectoryContent.COMMONS and not self.is_narrowed:
            labels["relevance"] = pgettext("of a common", "Usage")
        elif not self.text:
            del labels["date"]
        return [
            {
                "value": value,
                "label": label,
                "selected": value == self.sort,
                "url": self.url(sort="" if value == "relevance" else value),
            }
            for value, label in labels.items()
        ]

    @cached_property
    def page(self):
        number, last = self.number, self.last
        shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
        numbers = []
        for previous, current in zip([0, *shown], shown, strict=False):
            if current - previous > 1:
                numbers.append(None)
            numbers.append({"number": current, "url": self.url(page=current), "current": current == number})
        return {
            "number": number,
            "total": last,
            "previous_url": self.url(page=number - 1) if number > 1 else "",
            "next_url": self.url(page=number + 1) if number < last else "",
            "numbers": numbers,
        }

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
        query = replace(self._query(limit=0), facets=(), scope=Scope(paths=self._paths(list(versions.values()))))
        counts = get_engine().total_in_languages(query, versions)
        found = []
        for code, version in versions.items():
            if counts.get(code):
                params = self.url().partition("?")[2]
                about = language(code, url=f"{version.get_url(self.request)}?{params}")
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

    @cached_property
    def suggestions(self):
        """Where to go when nothing was found: the same search less a part of it, then themes."""
        if self.total:
            return []
        ways = [
            {"label": _("Without “%(choice)s”") % {"choice": item["label"]}, "url": item["url"]} for item in self.active
        ]
        if self.text:
            facet = "usage" if self.lists == DirectoryContent.COMMONS else "theme"
            ways += [
                {"label": term.label, "url": f"{self.action}?{urlencode({facet: term.slug})}"}
                for term in sorted(self.terms(facet), key=lambda term: fold(term.label.casefold()))[:8]
            ]
        return ways
