"""What a directory can list: kinds of things, and their names in addresses."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..models import CommonFields, CommonOfferMixin, MethodFields, MethodStepFields, SheetFields
from ..search.indexing.documents import indexed_page_types

OFFERS = "offers"
"""Found by their words, or when someone asks for them: they would drown the commons that they belong to."""

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
    known = (
        ("sheets", _("Sheets"), SheetFields),
        ("methods", _("Methods"), MethodFields),
        ("steps", _("Steps of methods"), MethodStepFields),
        ("commons", _("Commons"), CommonFields),
        (OFFERS, _("Offers and needs"), CommonOfferMixin),
    )
    models = [*indexed_page_types(), *(model for model in apps.get_models() if issubclass(model, CommonOfferMixin))]
    found = {}
    for name, label, mixin in known:
        types = {model._meta.label_lower for model in models if issubclass(model, mixin)}
        if types:
            found[name] = Kind(name, label, frozenset(types))
    for model in models:
        if not issubclass(model, tuple(mixin for _name, _label, mixin in known)):
            name = model._meta.label_lower
            found[name] = Kind(name, capfirst(model._meta.verbose_name_plural), frozenset([name]))
    return found


def kinds_in(lists: str) -> dict[str, Kind]:
    """Those that a directory of this :class:`~essaimage_wagtail.choices.DirectoryContent` lists."""
    found = kinds()
    return {name: kind for name, kind in found.items() if name in LISTED.get(lists, found)}
