"""What two versions refer to by keys (pages, terms, places), in the reader's language: a query for each model."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from wagtail.models import Page, Site, TranslatableMixin

from ..models import Territory
from ..models.keys import titles_of
from ..versions import best_pages, best_versions
from ..visibility import visible


@dataclass(frozen=True, slots=True)
class Named:
    """A row of a table, or a page by its translation key. ``key``: a primary key, or that translation key."""

    model: type[models.Model]
    key: Any


class Names:
    """``names[named]`` is what a :class:`Named` is called; empty where it is gone, or where readers may not see it."""

    def __init__(self, wanted: Iterable[Named], code: str, site: Site | None = None) -> None:
        self._code, self._site = code, site
        self._known: dict[Named, str] = {}
        keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        for one in wanted:
            keys[one.model].add(one.key)
        for model, of_it in keys.items():
            for key, name in self._names(model, of_it):
                self._known[Named(model, key)] = name

    def __getitem__(self, named: Named) -> str:
        return self._known.get(named, "")

    def _names(self, model: Any, keys: set[Any]) -> Iterable[tuple[Any, str]]:
        code = self._code
        if issubclass(model, Page):
            return self._titles(keys)
        if issubclass(model, TranslatableMixin):
            rows = model._default_manager.filter(translation_key__in=keys).select_related("locale")
            return [(key, str(row)) for key, row in best_versions(rows, code).items()]
        rows = model._default_manager.in_bulk(keys)
        return [(pk, row.display_name(code) if isinstance(row, Territory) else str(row)) for pk, row in rows.items()]

    def _titles(self, keys: set[Any]) -> Iterable[tuple[Any, str]]:
        pages = visible(Page.objects.filter(translation_key__in=keys, alias_of=None), self._site)
        return [(key, page.title) for key, page in best_pages(pages.defer_streamfields(), self._code).items()]


class EditorsNames(Names):
    """Editors read the titles of drafts too, as in Wagtail's page chooser."""

    def _titles(self, keys: set[Any]) -> Iterable[tuple[Any, str]]:
        return titles_of(keys, self._code).items()
