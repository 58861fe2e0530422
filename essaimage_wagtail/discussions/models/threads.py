"""A thread: a title, what it is about, and its messages."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..choices import abouts


class Thread(models.Model):
    """In one language, that of its first message. ``subject`` says what it is about, by ``about``:

    * a page: its translation key; the thread is shown with all its languages, to readers who may see one of them;
    * a theme: its translation key; a territory: its code; the site: nothing.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(_("about"), max_length=20, choices=abouts)
    subject = models.CharField(max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=20)
    created_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    """When its last message that is shown was written."""
    number_shown = models.PositiveIntegerField(default=0)
    is_closed = models.BooleanField(_("closed"), default=False)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    words = models.TextField(blank=True, editable=False)
    """What the title is found by, see :mod:`..archive.words`."""

    class Meta:
        ordering = ["-is_pinned", "-last_at", "-pk"]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [models.Index(fields=["site", "about", "subject"], name="essaimage_discussions_about")]

    def __str__(self):
        return self.title
