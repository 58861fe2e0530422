"""What browsers and caches may keep of a page, and how they ask whether it has changed (RFC 9110 and 9111).

The ETag is computed from the answer itself. A page also shows its surroundings and what others say of it (menus,
languages, names of terms, replications, similar pages), and it changes with the day; no number in the database stands
for all of that. So the server makes a page before it compares it, and spares only the way to the browser. For the same
reason an answer has no ``Last-Modified``: the day of the page's revision would be too old.
"""

from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag

from .conf import settings

MESSAGES = "messages"
"""The cookie of django.contrib.messages."""


def comparable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with the headers that caches need, or a short answer 304 when nothing has changed. Three kinds keep
    their own headers: answers with a ``Cache-Control``, previews, and all pages of a site that keeps pages in Django's
    cache."""
    if getattr(request, "is_preview", False) or request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    if keeps_pages_itself():
        return response
    patch_vary_headers(response, ["Cookie"])
    if not getattr(response, "is_rendered", True):
        response.add_post_render_callback(partial(_compared, request))  # type: ignore[attr-defined]
        return response
    return _compared(request, response)


def _compared(request: HttpRequest, response: HttpResponse) -> Any:
    if response.status_code != 200 or response.streaming or response.has_header("Cache-Control"):
        return response
    seconds = settings.CACHE_SECONDS
    if is_personal(request) or response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        patch_cache_control(response, private=True, no_cache=True)
    elif seconds > 0:
        # Browsers ask each time: nobody can clear what they keep.
        patch_cache_control(response, public=True, max_age=0, s_maxage=seconds)
    else:
        patch_cache_control(response, no_cache=True)
    if not response.has_header("ETag"):
        set_response_etag(response)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)


def keeps_pages_itself() -> bool:
    """Whether the site keeps whole pages in Django's cache, by Django's middleware or by wagtail-cache: these keep none
    that says ``no-cache``, and the latter would give the next visitor an answer 304."""
    return apps.is_installed("wagtailcache") or any(
        name.endswith(".UpdateCacheMiddleware") for name in django_settings.MIDDLEWARE
    )


def is_personal(request: HttpRequest) -> bool:
    """Whether an answer may be for one person alone: a visitor who signed in, gave a password, or has a
    message to read."""
    cookies = {django_settings.SESSION_COOKIE_NAME, MESSAGES}
    if "Authorization" in request.headers or cookies.intersection(request.COOKIES):
        return True
    # A site may know its people by other means, such as the web server's own signing in.
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
