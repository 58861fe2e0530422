"""What a directory's template shows: the question, what was found, and where to go from there."""

from dataclasses import replace
from functools import cached_property

from django.db.models import Q
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..choices import Status
from ..conf import settings
from ..models.territory import Territory
from ..search import Scope, SearchQuery, get_engine
from .cards import cards, pages_of
from .page import language

MAX_TEXT = 300
"""Characters of a query that are searched; nobody types more, and robots are told."""

MAX_CODE = Territory._meta.get_field("code").max_length

FACETS = ("theme", "territory", "status")


class DirectoryView:
    """Reads the address, asks the engine once, and shows the answer.

    Whatever the address holds, there is an answer: what is not understood is left out, and said in
    ``notices``. Made after :class:`~.page.PageView`, whose queries it shares.
    """

    def __init__(self, page, request, view):
        self.directory = page
        self.request = request
        self.view = view
        self.language = view.language.code
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
        for facet in FACETS:
            asked = list(dict.fromkeys(value for value in self.request.GET.getlist(facet) if value))
            known = [value for value in asked if self._is_known(facet, value)]
            if len(known) < len(asked):
                self._say_left_out(facet)
            values[facet] = known
        return values

    def _is_known(self, facet, value):
        if facet == "status":
            return value in Status.values
        if facet == "theme":
            return value in self.theme_keys
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
    def themes(self):
        """Every theme row's :class:`~essaimage_wagtail.models.taxonomy.TermLabel`, by primary key."""
        from ..models import Theme

        return Theme.objects.all().labels(self.language)

    @cached_property
    def theme_keys(self):
        return {term.slug: term.key for term in self.themes.values()}

    def _ask(self):
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
        codes = {territory.code for territory in self._territories.values()}
        known = [code for code in self.values["territory"] if code in codes]
        if len(known) < len(self.values["territory"]):
            self.values["territory"] = known
            self._say_left_out("territory")
            del self._territories
            self.result, self.number = self._ask()

    def _query(self, **kwargs):
        filters = {facet: values for facet, values in self.values.items() if values}
        if "theme" in filters:
            filters["theme"] = [self.theme_keys[slug] for slug in filters["theme"]]
        return SearchQuery(
            text=self.text,
            language=self.language,
            filters=filters,
            facets=(*FACETS, "type"),
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
    def hits(self):
        pages = pages_of(self.result, self.directory.locale)
        snippets = (
            {pages[hit.key].pk: SafeString(hit.snippet) for hit in self.result.hits if hit.key in pages}
            if self.text
            else {}
        )
        found = list(pages.values())
        return cards(found, self.request, chains=self._chains, themes=self.themes, snippets=snippets)

    @cached_property
    def _territories(self):
        """The territories that have results, with what they lie in, by path and in the order of the tree."""
        values = {*self.result.facets.get("territory", {}), *self.values["territory"]}
        codes = {value for value in values if len(value) <= MAX_CODE}
        uuids = values - codes
        found = Territory.objects.filter(Q(code__in=codes) | Q(uuid__in=uuids)).order_by("path")
        return {territory.path: territory for territory in found}

    @cached_property
    def _chains(self):
        return {
            territory.pk: [self._territories[path] for path in territory.chain_of_paths() if path in self._territories]
            for territory in self._territories.values()
        }

    @property
    def correction(self):
        if not self.result.correction:
            return None
        return {"text": self.result.correction, "original_url": self._url(q=f'"{self.text}"')}

    # Facets

    @staticmethod
    def _facet_label(facet):
        return {
            "theme": _("Theme"),
            "territory": _("Territory"),
            "status": pgettext("of an initiative", "Status"),
        }[facet]

    @cached_property
    def facets(self):
        values = {
            "theme": self._theme_values(),
            "territory": self._territory_values(),
            "status": self._status_values(),
        }
        return [
            {
                "name": facet,
                "label": self._facet_label(facet),
                "values": values[facet],
                "selected": len(self.values[facet]),
            }
            for facet in FACETS
            if values[facet]
        ]

    def _value(self, facet, value, label, count, depth=0):
        chosen = self.values[facet]
        selected = value in chosen
        remaining = [other for other in chosen if other != value]
        return {
            "value": value,
            "label": label,
            "count": count,
            "selected": selected,
            "depth": depth,
            "url": self._url(**{facet: remaining if selected else [*chosen, value]}),
        }

    def _theme_values(self):
        counts = self.result.facets.get("theme", {})
        terms = {term.slug: term for term in self.themes.values()}.values()
        return [
            self._value("theme", term.slug, term.label, counts.get(term.key, 0))
            for term in sorted(terms, key=lambda term: (-counts.get(term.key, 0), term.label.casefold()))
            if counts.get(term.key) or term.slug in self.values["theme"]
        ]

    def _status_values(self):
        counts = self.result.facets.get("status", {})
        return [
            self._value("status", value, label, counts.get(value, 0))
            for value, label in Status.choices
            if counts.get(value) or value in self.values["status"]
        ]

    def _territory_values(self):
        """The tree, opened where something is chosen: roots, and what lies directly in an open one."""
        counts = self.result.facets.get("territory", {})
        chosen = {
            territory.path for territory in self._territories.values() if territory.code in self.values["territory"]
        }
        opened = {path[:end] for path in chosen for end in range(len(path) + 1)}
        roots = [path for path in self._territories if not self._parent(path)]
        if len(roots) == 1:
            opened.update(roots)
        return [
            self._value(
                "territory",
                territory.code,
                territory.display_name(self.language),
                counts.get(territory.code, 0),
                depth=territory.depth - 1,
            )
            for path, territory in self._territories.items()
            if territory.code and (self._parent(path) in opened or not self._parent(path))
        ]

    def _parent(self, path):
        parent = path[: -Territory.steplen]
        return parent if parent in self._territories else ""

    @property
    def active(self):
        labels = {facet["name"]: {value["value"]: value for value in facet["values"]} for facet in self.facets}
        return [
            {
                "label": labels[facet][value]["label"],
                "facet_label": self._facet_label(facet),
                "url": labels[facet][value]["url"],
            }
            for facet in FACETS
            for value in self.values[facet]
            if value in labels.get(facet, {})
        ]

    # Addresses

    def _url(self, *, page=1, **changes):
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
        pairs = [(facet, value) for facet in FACETS for value in self.values[facet]]
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
        if not self.text:
            del labels["date"]
        return [
            {
                "value": value,
                "label": label,
                "selected": value == self.sort,
                "url": self._url(sort="" if value == "relevance" else value),
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
            numbers.append({"number": current, "url": self._url(page=current), "current": current == number})
        return {
            "number": number,
            "total": last,
            "previous_url": self._url(page=number - 1) if number > 1 else "",
            "next_url": self._url(page=number + 1) if number < last else "",
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
                params = self._url().partition("?")[2]
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
            terms = {term.slug: term for term in self.themes.values()}.values()
            ways += [
                {"label": term.label, "url": f"{self.action}?theme={term.slug}"}
                for term in sorted(terms, key=lambda term: term.label.casefold())[:8]
            ]
        return ways
