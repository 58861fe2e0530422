"""Which page types have a public history."""

from typing import Any

from wagtail.models import Page, get_page_models

from ...conf import settings
from ...models import CommonFields, MethodFields, MethodStepFields, SheetFields

_ours: list[type] = [SheetFields, CommonFields, MethodFields, MethodStepFields]


def register(mixin: type) -> None:
    """Have the pages that inherit a mixin have a public history; called when the apps are ready."""
    _ours.append(mixin)


def has_history(model: type[Page]) -> bool:
    """Sheets, commons, methods and their steps, what was registered, and what the setting ``HISTORY_PAGES`` names."""
    named = {str(label).lower() for label in settings.HISTORY_PAGES}
    return issubclass(model, tuple(_ours)) or model._meta.label_lower in named


def pages_with_history() -> list[Any]:
    return [model for model in get_page_models() if has_history(model)]
