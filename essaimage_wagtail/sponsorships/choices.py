"""The words of sponsorships."""

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    ASKED = "asked", pgettext_lazy("state of a sponsorship", "Asked for")
    ACCEPTED = "accepted", pgettext_lazy("state of a sponsorship", "Accepted")
    UNDER_WAY = "under_way", pgettext_lazy("state of a sponsorship", "Under way")
    ENDED = "ended", pgettext_lazy("state of a sponsorship", "Ended")
    STOPPED = "stopped", pgettext_lazy("state of a sponsorship", "Stopped")
    REFUSED = "refused", pgettext_lazy("state of a sponsorship", "Not possible")


GOING = (State.ACCEPTED, State.UNDER_WAY)
"""The two teams accompany one another."""
OVER = (State.ENDED, State.STOPPED, State.REFUSED)
SHOWN = (*GOING, State.ENDED, State.STOPPED)
"""What both sides may agree to show."""


def states():
    """Called by the model: its migration then names no choices, which may change."""
    return State.choices


class Side(models.TextChoices):
    """Of the two, each with a secret address and with fields of the model that begin with its name."""

    SPONSOR = "sponsor"
    SPONSORED = "sponsored"

    @property
    def other(self) -> "Side":
        return Side.SPONSORED if self is Side.SPONSOR else Side.SPONSOR

    @property
    def email_field(self) -> str:
        return "sponsor_email" if self is Side.SPONSOR else "asker_email"
