"""The pages of organisers, in Wagtail's admin: of which encounter one is, and who may see it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ..models import EncounterPage, Registration
from ..permissions import may_organise


def organised(request: HttpRequest, page_id: int) -> Any:
    """The encounter that somebody organises. Raises ``Http404`` and ``PermissionDenied``."""
    encounter: Any = get_object_or_404(EncounterPage.objects.select_related("locale"), pk=page_id)
    if not may_organise(encounter, request.user):
        raise PermissionDenied
    return encounter


def person_of(encounter: Any, pk: int) -> Registration:
    """Somebody who has a place at it. Raises ``Http404``."""
    return get_object_or_404(Registration.objects.coming_to(encounter.translation_key), pk=pk)
