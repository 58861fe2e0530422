"""The panel of a sheet's form that says how complete it is and leads to what is missing.

While someone types, Wagtail saves; ``js/editor.js`` then asks :func:`completeness` for the panel anew.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Page

from ..completeness import assess
from ..doubts import selector
from ..models import SheetFields


class CompletenessPanel(Panel):
    """Shows the completeness of the saved version: first of the one that the form was opened with, then of each one
    that Wagtail saves while the editor types."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "essaimage_wagtail/admin/completeness_panel.html"

        def get_context_data(self, parent_context=None):
            # A new sheet has no primary key yet; the script fills it in once Wagtail has saved the sheet.
            url = reverse("essaimage_completeness", args=[self.instance.pk or 0])
            return {**super().get_context_data(parent_context), **state_of(self.instance), "state_url": url}


def state_of(sheet):
    """``{"percent": 0-100, "missing": [{"gap": Missing, "target": CSS selector of its field}]}``."""
    found = assess(sheet)
    return {
        "percent": found.percent,
        "missing": [{"gap": gap, "target": selector(gap.anchor)} for gap in found.missing],
    }


def completeness(request: HttpRequest, page_id: int) -> TemplateResponse:
    """The inside of the panel for the latest draft of a sheet, for people who may edit it."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if not issubclass(page.specific_class, SheetFields):
        raise Http404
    draft = page.get_latest_revision_as_object()
    return TemplateResponse(request, "essaimage_wagtail/admin/completeness_state.html", state_of(draft))
