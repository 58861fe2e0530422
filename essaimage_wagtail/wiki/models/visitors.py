"""What is kept to tell visitors apart."""

from django.db import models


class Salt(models.Model):
    """The salt with which the addresses of a day's visitors are hashed. It is deleted after the day, so that nobody can
    undo the hash."""

    day = models.DateField(unique=True)
    value = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)


class SentForm(models.Model):
    """A form that a visitor sent, kept for a day, so that the site can count a visitor's forms. The hashes are those of
    :mod:`..visitors.network`: nobody can undo them once the day is over."""

    form = models.UUIDField(unique=True)
    """The form's own number: one that is sent twice counts once."""
    kind = models.CharField(max_length=50)
    visitor = models.CharField(max_length=64)
    email = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "sent_at"], name="essaimage_wiki_sent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.form}"
