"""The words of encounters, as editors choose them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND = "encounters"
"""What their kind is called in addresses of the directory."""


class State(models.TextChoices):
    """What an encounter is today, by its dates, its places and what its organisers said."""

    ANNOUNCED = "announced", pgettext_lazy("state of an encounter", "Announced")
    OPEN = "open", pgettext_lazy("state of an encounter", "Open to registration")
    FULL = "full", pgettext_lazy("state of an encounter", "Full: there is a waiting list")
    CLOSED = "closed", pgettext_lazy("state of an encounter", "Registration is closed")
    UNDER_WAY = "under_way", pgettext_lazy("state of an encounter", "Under way")
    PAST = "past", pgettext_lazy("state of an encounter", "Past")
    CANCELLED = "cancelled", pgettext_lazy("state of an encounter", "Cancelled")


class Offer(models.TextChoices):
    """What a team offers to people who want to redo its initiative."""

    SPONSORSHIP = "sponsorship", pgettext_lazy("what a team offers", "Sponsorship")
    VISIT = "visit", pgettext_lazy("what a team offers", "A visit")
    TOOLS = "tools", pgettext_lazy("what a team offers", "Tools and documents")


class Method(models.TextChoices):
    """How a programme was made."""

    SOLVER = "solver", _("By a solver, which looks for the best one")
    GREEDY = "greedy", _("Person by person, without a solver")


class IntentionKind(models.TextChoices):
    START = "start", pgettext_lazy("intention", "Start it on another territory")
    SPONSOR = "sponsor", pgettext_lazy("intention", "Accompany, or be accompanied")
    FOLLOW = "follow", pgettext_lazy("intention", "Think about it and be asked again")


class IntentionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of an intention", "Open")
    UNDER_WAY = "under_way", pgettext_lazy("state of an intention", "Under way")
    DONE = "done", pgettext_lazy("state of an intention", "It came about")
    DROPPED = "dropped", pgettext_lazy("state of an intention", "Dropped")


# Called by models: their migrations then name no choices, which may change.


def offers():
    return Offer.choices


def methods():
    return Method.choices


def intention_kinds():
    return IntentionKind.choices


def intention_states():
    return IntentionState.choices
