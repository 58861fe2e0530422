"""What a directory can list: kinds of things, and their names in addresses."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..facets.kinds import kind_of
from ..models import CommonOfferMixin
from ..search.indexing.documents import indexed_page_types

OFFERS = "offers"
"""Offers are found by words, or by visitors who ask for offers: else they would drown the commons they belong to."""

LISTED: dict[str, tuple[str, ...]] = {
    DirectoryContent.SHEETS: ("sheets",),
    DirectoryContent.METHODS: ("methods", "steps"),
    DirectoryContent.COMMONS: ("commons", OFFERS),
}
"""The kinds in each directory but the one that lists everything."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``types``: the values that its documents have under the facet ``type``."""

    name: str
    label: str
    types: frozenset[str]


def kinds() -> dict[str, Kind]:
    """``{name: Kind}`` of all that is indexed; a page type of the site's own is a kind by itself."""
    labels = {
        "sheets": _("Sheets"),
        "methods": _("Methods"),
        "steps": _("Steps of methods"),
        "commons": _("Commons"),
        OFFERS: _("Offers and needs"),
    }
    models = [*indexed_page_types(), *(model for model in apps.get_models() if issubclass(model, CommonOfferMixin))]
    types: dict[str, set[str]] = {name: set() for name in labels}
    for model in models:
        name = kind_of(model)
        labels.setdefault(name, capfirst(model._meta.verbose_name_plural))
        types.setdefault(name, set()).add(model._meta.label_lower)
    return {name: Kind(name, labels[name], frozenset(found)) for name, found in types.items() if found}


def kinds_in(lists: str) -> dict[str, Kind]:
    """The kinds that a directory of this :class:`~essaimage_wagtail.choices.DirectoryContent` lists."""
    found = kinds()
    return {name: kind for name, kind in found.items() if name in LISTED.get(lists, found)}
