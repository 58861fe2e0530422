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


def states():
    """Called by the model: its migration then names no choices, which may change."""
    return State.choices
