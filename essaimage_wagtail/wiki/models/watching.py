"""Who watches what by e-mail, and what there is to tell them."""

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site

from .versions import Version

LONGEST_SUBJECT = 2000


class Pace(models.TextChoices):
    """How often somebody is written to at most."""

    AT_ONCE = "at_once", _("As soon as something changes, once an hour at most")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week, on Mondays")


class Watched(models.TextChoices):
    """What a subscription is about."""

    PAGE = "page", pgettext_lazy("what somebody watches", "Page")
    CHANGES = "changes", pgettext_lazy("what somebody watches", "Changes")
    SEARCH = "search", pgettext_lazy("what somebody watches", "Search")


def paces() -> list[tuple[str, Any]]:
    return Pace.choices


def kinds_watched() -> list[tuple[str, Any]]:
    return Watched.choices


class Watcher(models.Model):
    """An e-mail address that somebody gave to one site, in whose name it is written to."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    language = models.CharField(max_length=100)
    """Of what is written to them."""
    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Only messages to the address have it: somebody who knows it reads that mailbox."""
    consented_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True)
    """When the last digest went."""
    failures = models.PositiveSmallIntegerField(default=0)
    """Digests in a row that the mail server did not take."""
    held_until = models.DateTimeField(null=True)
    """Until then nobody writes to them: somebody does just now, or has failed to."""
    claim = models.UUIDField(null=True)
    """The run that holds it."""
    paused_at = models.DateTimeField(null=True)
    """Since when nobody writes to them any more: the address does not exist."""

    class Meta:
        verbose_name = _("watcher")
        verbose_name_plural = _("watchers")
        constraints = [models.UniqueConstraint("site", Lower("email"), name="essaimage_wiki_address")]

    def __str__(self) -> str:
        """Without the address: logs and lists show it."""
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        """The secret address at which they see and change what they watch."""
        return reverse("essaimage:wiki:watching", args=[self.secret])


class Subscription(models.Model):
    """One thing that somebody watches. ``subject`` says which, by ``kind``:

    * a page: its translation key, for all its languages;
    * changes: the query string of the recent changes;
    * a search: ``translation key of the directory:language?query string``.
    """

    watcher = models.ForeignKey(Watcher, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(max_length=20, choices=kinds_watched)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    title = models.CharField(max_length=255)
    """What it is called, in the language in which it was asked for."""
    pace = models.CharField(max_length=20, choices=paces, default=Pace.DAILY)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    told = models.PositiveBigIntegerField(default=0)
    """The number of :class:`News` up to which it was told."""
    told_at = models.DateTimeField(null=True)
    """When that was."""

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [models.UniqueConstraint(fields=["watcher", "kind", "subject"], name="essaimage_wiki_subscribed")]
        indexes = [
            models.Index(fields=["pace", "told"], name="essaimage_wiki_due"),
            models.Index(fields=["kind", "subject"], name="essaimage_wiki_watched"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class News(models.Model):
    """A published version of which watchers are to be told. The first run that sees it, after the transaction of its
    publication, numbers it: all rows that a run numbers get one number, higher than all before, so that none is passed
    over."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="news")
    number = models.PositiveBigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change to be told")
        verbose_name_plural = _("changes to be told")

    def __str__(self) -> str:
        return f"{self.number}: {self.version_id}"


class Dispatch(models.Model):
    """One row: the last number of :class:`News`, and when all who are due were last written to."""

    number = models.PositiveBigIntegerField(default=0)
    ran_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.number)
