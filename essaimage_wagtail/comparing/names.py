"""What two versions refer to by keys (pages, terms, places), in the reader's language: a query for each model."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from wagtail.models import Page, Site, TranslatableMixin

from ..models import Territory
from ..versions import best_versions
from ..visibility import visible


@dataclass(frozen=True, slots=True)
class Named:
    """A row of a table, or a page by its translation key. ``key``: a primary key, or that translation key."""

    model: type[models.Model]
    key: Any


class Names:
    """``names[named]`` is what a :class:`Named` is called; empty where it is gone, or where readers may not see it."""

    def __init__(self, wanted: Iterable[Named], code: str, site: Site | None) -> None:
        self._known: dict[Named, str] = {}
        keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        for one in wanted:
            keys[one.model].add(one.key)
        for model, of_it in keys.items():
            for key, name in self._names(model, of_it, code, site):
                self._known[Named(model, key)] = name

    def __getitem__(self, named: Named) -> str:
        return self._known.get(named, "")

    @staticmethod
    def _names(model: Any, keys: set[Any], code: str, site: Site | None) -> Iterable[tuple[Any, str]]:
        if issubclass(model, Page):
            pages = visible(Page.objects.filter(translation_key__in=keys, alias_of=None), site).select_related("locale")
            return [(key, page.title) for key, page in best_versions(pages.defer_streamfields(), code).items()]
        if issubclass(model, TranslatableMixin):
            rows = model._default_manager.filter(translation_key__in=keys).select_related("locale")
            return [(key, str(row)) for key, row in best_versions(rows, code).items()]
        rows = model._default_manager.in_bulk(keys)
        return [(pk, row.display_name(code) if isinstance(row, Territory) else str(row)) for pk, row in rows.items()]
