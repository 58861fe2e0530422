"""E-mails that were read, so that none is taken twice, and what became of each."""

from django.db import models


class Received(models.Model):
    """An e-mail that was read. ``message_id``: its ``Message-ID``, or without one the hash of its content. ``outcome``:
    a word of ``essaimage_wagtail.discussions.incoming``; the content of an e-mail that is refused is not kept."""

    message_id = models.CharField(max_length=250, unique=True)
    received_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=40)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.outcome} #{self.pk}"
