"""A message of a thread, and what readers report of it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import State, Way, states, ways
from .authors import Author
from .threads import Thread

LONGEST = 10_000
"""Characters of a message."""


class Message(models.Model):
    """Plain text. ``quoted`` is what somebody repeated of the message that they answer: it is shown folded."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages")
    text = models.TextField(_("message"), max_length=LONGEST)
    quoted = models.TextField(blank=True)
    language = models.CharField(_("language"), max_length=20)
    state = models.CharField(_("state"), max_length=20, choices=states, default=State.UNCONFIRMED)
    way = models.CharField(_("how it came"), max_length=10, choices=ways, default=Way.WEB)
    written_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=250, blank=True, db_index=True)
    """Of the e-mail by which it came (RFC 5322), without angle brackets; empty for what was written on the site."""
    left_out = models.PositiveSmallIntegerField(default=0)
    """Attachments that were not taken."""
    words = models.TextField(blank=True, editable=False)
    """What the text is found by, see :mod:`..archive.words`; empty until everybody may read it."""

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["thread", "state", "written_at"], name="essaimage_discussions_shown"),
            models.Index(fields=["state", "written_at"], name="essaimage_discussions_waiting"),
        ]

    def __str__(self):
        return f"#{self.pk}"


class Report(models.Model):
    """A reader finds that a message does not belong there."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("report of a message")
        verbose_name_plural = _("reports of messages")

    def __str__(self):
        return f"#{self.message_id}"
