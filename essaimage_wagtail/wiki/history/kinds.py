"""Which page types have a public history."""

from typing import Any

from wagtail.models import Page, get_page_models

from ...conf import settings
from ...models import CommonFields, MethodFields, MethodStepFields, SheetFields

OURS = (SheetFields, CommonFields, MethodFields, MethodStepFields)


def has_history(model: type[Page]) -> bool:
    """Sheets, commons, methods and their steps, and the types that the setting ``HISTORY_PAGES`` names."""
    named = {str(label).lower() for label in settings.HISTORY_PAGES}
    return issubclass(model, OURS) or model._meta.label_lower in named


def pages_with_history() -> list[Any]:
    return [model for model in get_page_models() if has_history(model)]
