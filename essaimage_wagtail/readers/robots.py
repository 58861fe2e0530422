"""``robots.txt``: search engines may read everything, and are told where the sitemap is.

What they are to leave out says so itself (``noindex``), which they can only read where they may come.
"""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.generic import View

__all__ = ["RobotsView"]


class RobotsView(View):
    """``disallowed``: paths that no search engine is to read: ``RobotsView.as_view(disallowed=["/private/"])``."""

    http_method_names = ("get", "head", "options")
    disallowed: tuple[str, ...] | list[str] = ()

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in self.disallowed or [""])]
        with suppress(NoReverseMatch):
            lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('essaimage_sitemap:index'))}"]
        return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
