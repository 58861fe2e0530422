"""Somebody who asks for an account, and what became of it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_CONTRIBUTION = 2000


class RequestState(models.TextChoices):
    """``UNCONFIRMED``: the e-mail address may be anybody's. ``KNOWN``: the address has an account; nothing is decided,
    and the row only counts."""

    UNCONFIRMED = "unconfirmed", pgettext_lazy("a request for an account", "Not confirmed")
    KNOWN = "known", pgettext_lazy("a request for an account", "Has an account")
    WAITING = "waiting", pgettext_lazy("a request for an account", "Waiting")
    ACCEPTED = "accepted", pgettext_lazy("a request for an account", "Accepted")
    REFUSED = "refused", pgettext_lazy("a request for an account", "Refused")


def request_states() -> list[tuple[str, Any]]:
    return RequestState.choices


class AccountRequest(models.Model):
    """One request. Nobody but its author sees it before the e-mail address is confirmed.

    ``language``: the one that the author reads; ``place``: what the territory was called in it, kept when the territory
    is deleted.
    """

    form = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey("wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=100)
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    place = models.CharField(max_length=255, blank=True)
    contribution = models.TextField(blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=request_states, default=RequestState.UNCONFIRMED)
    answer = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The account that was made of it."""
    visitor = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("request for an account")
        verbose_name_plural = _("requests for an account")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="essaimage_wiki_asked"),
            models.Index(fields=["created_at", "visitor"], name="essaimage_wiki_asking"),
        ]

    def __str__(self) -> str:
        # Wagtail's log keeps it: no name, no address.
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.WAITING
