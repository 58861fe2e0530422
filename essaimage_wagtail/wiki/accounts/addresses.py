"""Where people sign in, and where they get an account: one answer for every template.

In this order: the site's setting, django-allauth where it is installed, the login page that the site has named to
Wagtail, the plugin's own pages where they are switched on, Wagtail's.
"""

from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings as django_settings
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from .options import options

SIGN_IN, ASK, RESET = "essaimage:wiki:sign_in", "essaimage:wiki:ask", "essaimage:wiki:reset_password"


def sign_in_url(code: str = "", back: str = "") -> str:
    """Where people sign in; empty on a site without any sign-in page. ``code``: the language of the reader; ``back``:
    the address to which they return."""
    if elsewhere := _elsewhere():
        return _with_next(elsewhere, back)
    if has_own_pages():
        return _with_next(_reversed(SIGN_IN, *([code] if code else [])), back)
    return _with_next(_reversed("wagtailadmin_login"), back)


def ask_url(code: str) -> str:
    """Where visitors ask for an account, or sign up with django-allauth; empty where they can do neither."""
    if options().ask:
        return _reversed(ASK, code)
    return _reversed("account_signup") if has_allauth() else ""


def reset_url(code: str) -> str:
    """Where people get a new password; empty where only the site's own sign-in page leads there, if any page does."""
    if has_own_pages():
        return _reversed(RESET, code)
    return _reversed("account_reset_password") if has_allauth() and not options().sign_in_url else ""


def has_own_pages() -> bool:
    """Whether people sign in on the plugin's own page. It is closed where the site has another one: a second way in
    would get round what that one asks for."""
    return options().has_pages and not _elsewhere()


def has_allauth() -> bool:
    return apps.is_installed("allauth.account")


def _elsewhere() -> str:
    given = options().sign_in_url
    if not given and has_allauth():
        given = "account_login"
    given = given or getattr(django_settings, "WAGTAILADMIN_LOGIN_URL", "")
    if not given or given == SIGN_IN:
        return ""
    try:
        path = resolve_url(given)
    except NoReverseMatch:
        return ""
    return "" if path == _reversed(SIGN_IN) else path


def _reversed(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _with_next(address: str, back: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'next': back})}" if address and back else address
