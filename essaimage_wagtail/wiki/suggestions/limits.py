"""What keeps robots and floods out, without a third party and without keeping visitors' addresses."""

import hmac
import ipaddress
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models.suggestions import Salt, Suggestion
from .markup import cleaned, line
from .options import options
from .passages import Place

SIGNED_FOR = "essaimage_wiki.improve"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAME_NETWORK = 64
"""Bits of an IPv6 address that a household shares."""


class TooMany(Exception):
    """Why nothing is taken now, in words for the visitor."""


class Unsigned(Exception):
    """Why a form is not taken as it came, in words for the visitor. Its content can be sent with a new token."""


class Outrun(Unsigned):
    """The section was changed since the form showed it. ``shown``: its texts as :func:`states_of` had them."""

    def __init__(self, message: str, shown: list[str]) -> None:
        super().__init__(message)
        self.shown = shown


def token_for(page: Any, place: Place) -> str:
    """What a form carries: which page and place it shows, in which state, and when it was made."""
    return signing.dumps({**_asked(page, place), "shown": states_of(place), "form": str(uuid4())}, salt=SIGNED_FOR)


def states_of(place: Place) -> list[str]:
    """A short hash of each text that a form shows."""
    return [state_of(cleaned(passage.words)) for passage in place.passages]


def state_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:10]


def checked_token(token: str, page: Any, place: Place) -> UUID:
    """The number of a form that was filled in by hand for this place. Raises :class:`Unsigned`, and :class:`Outrun`."""
    chosen = options()
    again = _("This form could not be recognised. What you wrote is still here: please send it again.")
    try:
        given = signing.loads(token, salt=SIGNED_FOR, max_age=HOUR * chosen.most_hours)
    except signing.SignatureExpired:
        raise Unsigned(
            _("This form was open for a long time. What you wrote is still here: please send it again.")
        ) from None
    except signing.BadSignature:
        raise Unsigned(again) from None
    if any(given.get(name) != value for name, value in _asked(page, place).items()):
        raise Unsigned(again)
    if given["shown"] != states_of(place):
        raise Outrun(
            _(
                "This section was changed while you were writing. Please compare what you wrote with what it says "
                "now, and send it again."
            ),
            given["shown"],
        )
    try:
        signing.loads(token, salt=SIGNED_FOR, max_age=timedelta(seconds=chosen.fewest_seconds))
    except signing.SignatureExpired:
        return UUID(given["form"])
    if not chosen.fewest_seconds:
        return UUID(given["form"])
    raise Unsigned(_("That was very fast. Please read it once more, and send it again."))


def _asked(page: Any, place: Place) -> dict[str, str]:
    return {"page": str(page.translation_key), "language": page.locale.language_code, "place": place.name}


def visitor(request: HttpRequest) -> str:
    """The visitor's network address as a hash that changes each day and that nobody can undo once the day is over."""
    given = request.META.get(options().address_header or "REMOTE_ADDR", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        network = given
    else:
        bits = SAME_NETWORK if address.version == 6 else 32
        network = str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
    salt, _created = Salt.objects.get_or_create(day=timezone.now().date(), defaults={"value": secrets.token_hex(32)})
    return hmac.new(salt.value.encode(), network.encode(), sha256).hexdigest()


def check_numbers(who: str, email: str, is_known: bool) -> None:
    """Raises :class:`TooMany` where an address or everybody together has sent enough in this hour.

    ``is_known``: people with an account are counted by themselves, and are not kept out by a flood.
    """
    chosen, now = options(), timezone.now()
    recent = Suggestion.objects.filter(created_at__gt=now - HOUR)
    if recent.filter(visitor=who).count() >= chosen.per_visitor:
        raise TooMany(_("You have sent many suggestions in a short time. Please come back in an hour."))
    if not is_known and recent.count() >= chosen.per_site:
        raise TooMany(_("This site receives very many suggestions at the moment. Please come back in an hour."))
    if email:
        unconfirmed = Suggestion.objects.filter(email__iexact=email, email_confirmed_at=None, created_at__gt=now - DAY)
        if unconfirmed.count() >= chosen.per_email:
            raise TooMany(
                _(
                    "Several messages wait in this mailbox to be confirmed. Confirm one of them first, or leave the "
                    "e-mail address empty."
                )
            )


def question_in(code: str) -> str:
    """What is asked in a language against robots; empty where nothing is."""
    asked = options().questions
    given = asked.get(code) or asked.get("") or [""]
    return given[0]


def is_right(code: str, answer: str) -> bool:
    asked = options().questions
    right = (asked.get(code) or asked.get("") or [""])[1:]
    return not right or line(answer).casefold() in {line(text).casefold() for text in right}
