"""What a visitor proposes for a page, and what became of it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a suggestion is about."""

    OUTDATED = "outdated", _("This figure or fact is out of date")
    REWRITE = "rewrite", _("Rewrite a text")
    LINK = "link", _("A link leads nowhere")
    REPLICATION = "replication", _("We did it too: here is our replication")
    OTHER = "other", _("Something else")


class State(models.TextChoices):
    """``CHANGED``: accepted with other words than those that were suggested."""

    WAITING = "waiting", pgettext_lazy("a suggestion", "Waiting")
    ACCEPTED = "accepted", pgettext_lazy("a suggestion", "Accepted")
    CHANGED = "changed", pgettext_lazy("a suggestion", "Accepted with changes")
    REFUSED = "refused", pgettext_lazy("a suggestion", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("a suggestion", "Withdrawn")


def kinds() -> list[tuple[str, Any]]:
    return Kind.choices


def states() -> list[tuple[str, Any]]:
    return State.choices


class Suggestion(models.Model):
    """One suggestion for a section of a page, or (without ``place``) for the page as a whole.

    It names its page by translation key and language, and outlives it. ``texts`` is a list of rows with the keys
    ``path``, ``position``, ``label``, ``before`` and ``words``: which text it is, what it said, and what it would say.
    ``shown`` has the other texts of the section as they were, as pairs of label and text. ``told`` is what is said of a
    replication: ``name``, ``place`` and ``url``.
    """

    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page_key = models.UUIDField()
    language = models.CharField(max_length=100)
    page_title = models.CharField(max_length=255)
    place = models.CharField(max_length=100, blank=True)
    section = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=20, choices=kinds)
    texts = models.JSONField(default=list)
    shown = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    name = models.CharField(max_length=100, blank=True)
    publish_name = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=states, default=State.WAITING)
    answer = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """The draft into which it was accepted."""
    version = models.ForeignKey(
        "essaimage_wiki.Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="suggestions"
    )
    """The version by which readers got it."""
    replication = models.ForeignKey(
        "essaimage_wagtail.Replication", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The draft that a moderator made of what was told."""
    visitor = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="essaimage_wiki_state"),
            models.Index(fields=["page_key", "language", "state"], name="essaimage_wiki_page"),
            models.Index(fields=["created_at", "visitor"], name="essaimage_wiki_visitor"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.page_title}"

    def get_absolute_url(self) -> str:
        """The secret address at which the author sees what became of it."""
        return reverse("essaimage:wiki:suggestion", args=[self.secret])

    @property
    def is_open(self) -> bool:
        return self.state == State.WAITING
