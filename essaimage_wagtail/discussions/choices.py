"""The words of discussions."""

from django.db import models
from django.utils.translation import pgettext_lazy


class About(models.TextChoices):
    """What a thread is about. An encounter is a page."""

    PAGE = "page", pgettext_lazy("what a thread is about", "Page")
    THEME = "theme", pgettext_lazy("what a thread is about", "Theme")
    TERRITORY = "territory", pgettext_lazy("what a thread is about", "Territory")
    SITE = "site", pgettext_lazy("what a thread is about", "The whole site")


class State(models.TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("state of a message", "Not confirmed by its author")
    WAITING = "waiting", pgettext_lazy("state of a message", "Waits for a moderator")
    SHOWN = "shown", pgettext_lazy("state of a message", "Shown")
    HIDDEN = "hidden", pgettext_lazy("state of a message", "Hidden by a moderator")


class Way(models.TextChoices):
    WEB = "web", pgettext_lazy("how a message came", "On the site")
    MAIL = "mail", pgettext_lazy("how a message came", "By e-mail")


# Called by models: their migrations then name no choices, which may change.


def abouts():
    return About.choices


def states():
    return State.choices


def ways():
    return Way.choices
