"""What a form for visitors carries: what it is about, and when it was made.

A form is taken once, for what it was made for: not sooner than a person can fill it in, and not after it is too old.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.utils.translation import gettext as _

from .options import options


class Unsigned(Exception):
    """Why a form is not taken as it came, in words for the visitor. Its content can be sent with a new token."""


def form_token(about: dict[str, str], salt: str, **more: Any) -> str:
    """A signed text for a hidden field. ``about``: what the form is about, which :func:`checked_form` compares;
    ``more``: other values, which it returns. ``salt``: the kind of form."""
    return signing.dumps({**about, **more, "form": str(uuid4())}, salt=salt)


def checked_form(token: str, about: dict[str, str], salt: str) -> dict[str, Any]:
    """What a token carries, if its form was made for ``about``: ``more``, and ``form``, the form's own number.
    Raises :class:`Unsigned` for one that was made for something else, or that is too old."""
    again = _("This form could not be recognised. What you wrote is still here: please send it again.")
    try:
        given = signing.loads(token, salt=salt, max_age=timedelta(hours=options().most_hours))
    except signing.SignatureExpired:
        raise Unsigned(
            _("This form was open for a long time. What you wrote is still here: please send it again.")
        ) from None
    except signing.BadSignature:
        raise Unsigned(again) from None
    if any(given.get(name) != value for name, value in about.items()):
        raise Unsigned(again)
    return {**given, "form": UUID(given["form"])}


def check_time(token: str, salt: str) -> None:
    """Raises :class:`Unsigned` for a form that was sent sooner than a person can fill it in."""
    fewest = options().fewest_seconds
    if not fewest:
        return
    try:
        signing.loads(token, salt=salt, max_age=timedelta(seconds=fewest))
    except signing.SignatureExpired:
        return
    raise Unsigned(_("That was very fast. Please read it once more, and send it again."))
