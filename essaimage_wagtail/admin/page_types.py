"""The page types that Wagtail offers below a directory: those that editors come for first, then others by their names.

Wagtail 7.4 has no view of its own for a parent's type: there they all stand by their names.
"""

from typing import Any

from django.apps import apps
from wagtail import VERSION as WAGTAIL_VERSION

from ..models import CloudFields, CommonFields, DirectoryFields, MethodFields, MethodStepFields, SheetFields

FIRST = (SheetFields, CommonFields, MethodFields, MethodStepFields, DirectoryFields, CloudFields)
VIEWS: dict[str, Any] = {}
"""For a viewset of pages: the class of each view by its attribute."""

if WAGTAIL_VERSION >= (8, 0):
    from wagtail.admin.views.pages.create import AddSubpageView

    class PageTypesView(AddSubpageView):
        def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
            context = super().get_context_data(**kwargs)
            context["page_types"] = sorted(context["page_types"], key=_place)
            return context

    VIEWS["add_subpage_view_class"] = PageTypesView


def _place(page_type: tuple[str, str, str, str]) -> int:
    """``page_type``: name, label of the app, name of the model, description."""
    model = apps.get_model(page_type[1], page_type[2])
    return next((place for place, kind in enumerate(FIRST) if issubclass(model, kind)), len(FIRST))
