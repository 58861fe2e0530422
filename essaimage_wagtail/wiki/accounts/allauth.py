"""For a site whose accounts are django-allauth's: its pages in the site's look, and asking instead of signing up.

Nothing of django-allauth is imported here.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from ...readers.versions import homes_of
from ..site import SiteContext, best_language
from .options import options

__all__ = ["AskFirstMixin", "around"]


class AskFirstMixin:
    """Closes signing up where visitors ask for an account instead. The class that ``ACCOUNT_ADAPTER`` names inherits
    from it, before the adapter of django-allauth."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return not options().ask and bool(super().is_open_for_signup(request))  # type: ignore[misc]


def around(request: HttpRequest) -> dict[str, Any]:
    """A context processor: gives the pages of django-allauth, and no others, what is around them, ``essaimage``."""
    match = request.resolver_match
    if match is None or not match.func.__module__.startswith("allauth."):
        return {}
    return {"essaimage": SimpleLazyObject(lambda: _around(request))}


def _around(request: HttpRequest) -> SiteContext | None:
    site = Site.find_for_request(request)
    homes = homes_of(site) if site else {}
    if not homes:
        return None
    return SiteContext(homes[best_language(homes)], request, lambda page: page.get_url(request) or "/")
