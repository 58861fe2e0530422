"""Who writes: somebody with an account, or with a confirmed e-mail address. These are personal data."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class Author(models.Model):
    """One address on one site. When a person is erased, the row goes; their messages stay without an author, or go too
    if the person wants."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(_("name"), max_length=100)
    """As it is shown."""
    email = models.EmailField(_("e-mail"))
    """Never shown."""
    language = models.CharField(_("language"), max_length=20)
    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Of the page at which they confirm, see and end what they follow."""
    consented_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    is_trusted = models.BooleanField(_("needs no moderation"), default=False)
    """A moderator has let a message of theirs pass."""
    is_blocked = models.BooleanField(_("may not write"), default=False)
    failures = models.PositiveSmallIntegerField(default=0)
    """Messages in a row that did not reach the address."""
    paused_at = models.DateTimeField(null=True, blank=True)
    """Since when nothing is sent to it."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("author of messages")
        verbose_name_plural = _("authors of messages")
        constraints = [models.UniqueConstraint("site", Lower("email"), name="essaimage_discussions_address")]

    def __str__(self):
        """Without name and address: logs show it."""
        return f"#{self.pk}"
