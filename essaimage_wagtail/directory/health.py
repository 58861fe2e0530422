"""The state of the search, for monitoring."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.log import log_response
from django.views.generic import View

from ..search.health import health


class HealthView(View):
    """JSON of :func:`..search.health.health`; status 200, or 503 if the engine does not answer."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        found = health()
        response = JsonResponse(found, status=200 if found["ok"] else 503)
        add_never_cache_headers(response)
        if not found["ok"]:
            # Monitoring has been told: the administrators need no letter for each of its questions.
            log_response("Search is unavailable: %s", request.path, response=response, request=request, level="info")
        return response
