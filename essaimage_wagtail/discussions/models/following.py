"""Who is told of new messages, and what is to be sent to them."""

from django.db import models

from .authors import Author
from .messages import Message
from .threads import Thread


class Follow(models.Model):
    """Somebody is told of the new messages of a thread; without a thread, of all new threads of the site."""

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="follows")
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="follows")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "thread"], name="essaimage_discussions_followed"),
            models.UniqueConstraint(
                fields=["author"], condition=models.Q(thread=None), name="essaimage_discussions_all_followed"
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"


class Sending(models.Model):
    """A message that waits to be sent to one person, and was sent once ``sent_at`` says so."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="sendings")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="sendings")
    reply_token = models.CharField(max_length=64, unique=True)
    """In the address that takes an answer: who answers to it read this message in that mailbox."""
    created_at = models.DateTimeField(auto_now_add=True)
    held_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True, editable=False)
    """The run that holds it until then."""
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    """When the mail server of its receiver sent it back."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "author"], name="essaimage_discussions_sent_once")]
        indexes = [models.Index(fields=["sent_at", "held_until"], name="essaimage_discussions_due")]

    def __str__(self):
        return f"#{self.pk}"
