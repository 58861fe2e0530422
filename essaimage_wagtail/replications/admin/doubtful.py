"""What looks wrong in a replication is told beside the fields of its form."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from ...admin.doubts import doubts_of
from ...models import Replication
from ..permissions import replication_policy

NAME = "essaimage_replication_state"


def state(request: HttpRequest, pk: int) -> JsonResponse:
    """``{"doubts": [...]}`` about the latest draft, for people who may change it."""
    replication = get_object_or_404(Replication, pk=pk)
    if not replication_policy.user_has_permission_for_instance(request.user, "change", replication):
        raise PermissionDenied
    return JsonResponse({"doubts": doubts_of(replication.get_latest_revision_as_object())})


def url_of(pk: int) -> str:
    return reverse(NAME, args=[pk])


urlpatterns = [path("essaimage/replications/<int:pk>/state/", state, name=NAME)]
