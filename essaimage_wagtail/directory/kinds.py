"""What a directory can list: kinds of things, their names in addresses, and the facets that fit them."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..models import CommonFields, CommonOfferMixin, MethodFields, MethodStepFields, SheetFields
from ..search.indexing.documents import document_class_of, indexed_page_types

OFFERS = "offers"
"""Found by their words, or when someone asks for them: they would drown the commons that they belong to."""

LISTED = {
    DirectoryContent.SHEETS: ("sheets",),
    DirectoryContent.METHODS: ("methods", "steps"),
    DirectoryContent.COMMONS: ("commons", OFFERS),
}
"""The kinds in each directory but the one that lists everything."""

FACETS = {
    DirectoryContent.EVERYTHING: (
        "type",
        "theme",
        "territory",
        "status",
        "usage",
        "kind",
        "mode",
        "completeness",
        "languages",
    ),
    DirectoryContent.SHEETS: ("theme", "territory", "status", "mode", "completeness", "languages"),
    DirectoryContent.METHODS: ("type", "theme", "mode", "languages"),
    DirectoryContent.COMMONS: ("usage", "kind", "theme", "languages"),
}
"""The facets in each; a search of everything has those of the site besides, see :func:`own_facets`."""


def own_facets():
    """``{name: document class}`` of the facets that the document classes of the site's own page types declare."""
    classes = dict.fromkeys(map(document_class_of, indexed_page_types()))
    return {name: document_class for document_class in classes for name in document_class.facets}


@dataclass(frozen=True, slots=True)
class Kind:
    """``types``: the values that its documents have under the facet ``type``."""

    name: str
    label: str
    types: frozenset[str]


def kinds():
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
