"""What keeps floods out of suggestions, and what ties a form to the section that it shows."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Suggestion
from ..visitors.limits import DAY, HOUR, TooMany
from ..visitors.text import cleaned
from ..visitors.tokens import Unsigned, check_time, checked_form, form_token
from .options import options
from .passages import Place

SIGNED_FOR = "essaimage_wiki.improve"


class Outrun(Unsigned):
    """The section was changed since the form showed it. ``shown``: its texts as :func:`states_of` had them."""

    def __init__(self, message: str, shown: list[str]) -> None:
        super().__init__(message)
        self.shown = shown


def token_for(page: Any, place: Place) -> str:
    """What a form carries: which page and place it shows, in which state, and when it was made."""
    return form_token(_about(page, place), SIGNED_FOR, shown=states_of(place))


def states_of(place: Place) -> list[str]:
    """A short hash of each text that a form shows."""
    return [state_of(cleaned(passage.words)) for passage in place.passages]


def state_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:10]


def checked_token(token: str, page: Any, place: Place) -> UUID:
    """The number of a form that was filled in by hand for this place. Raises :class:`Unsigned`, and :class:`Outrun`."""
    given = checked_form(token, _about(page, place), SIGNED_FOR)
    if given["shown"] != states_of(place):
        raise Outrun(
            _(
                "This section was changed while you were writing. Please compare what you wrote with what it says "
                "now, and send it again."
            ),
            given["shown"],
        )
    check_time(token, SIGNED_FOR)
    form: UUID = given["form"]
    return form


def _about(page: Any, place: Place) -> dict[str, str]:
    return {"page": str(page.translation_key), "language": page.locale.language_code, "place": place.name}


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
