"""The names of kinds of pages in addresses, and on other sites."""

from typing import Any

from ..models import CommonFields, CommonOfferMixin, MethodFields, MethodStepFields, SheetFields

KINDS: dict[str, type] = {
    "sheets": SheetFields,
    "methods": MethodFields,
    "steps": MethodStepFields,
    "commons": CommonFields,
    "offers": CommonOfferMixin,
}
"""By the name of a kind of the plugin's, the mixin that its pages inherit."""


def register(name: str, mixin: type) -> None:
    """Have pages that inherit a mixin be one kind, whatever types a site has made of it; called when the apps are
    ready."""
    KINDS[name] = mixin


def kind_of(model: Any) -> str:
    """The name of a page type's kind; a type of the site's own is a kind by itself."""
    return next((name for name, mixin in KINDS.items() if issubclass(model, mixin)), model._meta.label_lower)
