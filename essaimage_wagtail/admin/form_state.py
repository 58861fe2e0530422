"""What the form of a page is told of its latest draft: how complete it is, and which values look doubtful."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from wagtail.models import Page

from ..models import PageFields, SheetFields
from .completeness import STATE_TEMPLATE, completeness_of
from .doubts import doubts_of


def page_state(request: HttpRequest, page_id: int) -> JsonResponse:
    """``{"completeness": HTML, "doubts": [...], "token": str}`` for people who may edit the page.

    The doubts are those of :func:`.doubts.doubts_of`.
    The script asks for any page, and is told nothing of those that are not the plugin's, nor how complete something is
    that is no sheet. The token is the one against forged requests: it changes when somebody signs in again.
    """
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    state: dict[str, Any] = {"completeness": "", "doubts": [], "token": get_token(request)}
    if issubclass(page.specific_class or Page, PageFields):
        draft = page.get_latest_revision_as_object()
        state["doubts"] = doubts_of(draft)
        if isinstance(draft, SheetFields):
            state["completeness"] = render_to_string(STATE_TEMPLATE, completeness_of(draft), request)
    return JsonResponse(state)
