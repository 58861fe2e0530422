"""Moves a sponsorship from one state to the next. If two people do so at once, one succeeds, and the other is told the
state that is."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from .choices import GOING, State
from .models import Sponsorship

BEFORE: dict[State, tuple[State, ...]] = {
    State.ACCEPTED: (State.ASKED,),
    State.REFUSED: (State.ASKED,),
    State.UNDER_WAY: (State.ACCEPTED,),
    State.ENDED: GOING,
    State.STOPPED: GOING,
}
"""From which states the two sides come to a state. A moderator goes from any to any."""

MOVED = "essaimage_sponsorships.move"
"""The action of Wagtail's log."""

TOLD = {
    State.ASKED: _("This is not possible yet: the team that was asked has not answered."),
    State.ACCEPTED: _("This is not possible any more: the team has said yes."),
    State.UNDER_WAY: _("This is not possible any more: the sponsorship is under way."),
    State.ENDED: _("This is not possible any more: the sponsorship has ended."),
    State.STOPPED: _("This is not possible any more: the sponsorship was stopped."),
    State.REFUSED: _("This is not possible any more: the team has said no."),
}


class NotPossible(Exception):
    """Nothing was changed; the message says why, for the person who asked."""


def move(sponsorship: Sponsorship, to: State, by: str, user: Any = None, **fields: Any) -> bool:
    """Bring a sponsorship to a state; ``False`` if it was there already, as after a double click.

    ``by``: a side, or ``"moderator"`` with ``user``. ``fields``: what is written with it. Raises :class:`NotPossible`.
    """
    with transaction.atomic():
        open_ones = Sponsorship.objects.filter(pk=sponsorship.pk, state__in=BEFORE[to], confirmed_at__isnull=False)
        is_moved = bool(open_ones.update(state=to, changed_at=timezone.now(), **fields))
        refresh(sponsorship)
        if is_moved:
            note(sponsorship, by, user)
    if not is_moved and sponsorship.state != to:
        raise NotPossible(str(TOLD[State(sponsorship.state)]))
    return is_moved


def refresh(sponsorship: Sponsorship) -> None:
    """Read the sponsorship again as it is stored now. Raises :class:`NotPossible` if it is gone."""
    try:
        sponsorship.refresh_from_db()
    except Sponsorship.DoesNotExist:
        raise NotPossible(str(_("This request was withdrawn."))) from None


def note(sponsorship: Sponsorship, by: str, user: Any = None) -> None:
    """Log that a sponsorship came to its state, by its number alone: the log would keep names for longer than people
    agree to."""
    log(sponsorship, MOVED, user=user, title=f"#{sponsorship.pk}", data={"state": str(sponsorship.state), "by": by})
