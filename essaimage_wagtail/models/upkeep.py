"""What published pages lack for their readers, noted when they are published: so that lists of many pages read it
without looking at their texts. The rows are made from the pages; ``essaimage_upkeep`` makes them again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST = 2000
"""Characters of an address; what is longer is not asked."""


class LinkState(models.TextChoices):
    """What is known of an address on another site."""

    WAITING = "waiting", pgettext_lazy("of a link", "Not checked yet")
    FINE = "fine", pgettext_lazy("of a link", "Works")
    UNSURE = "unsure", pgettext_lazy("of a link", "No clear answer")
    BROKEN = "broken", pgettext_lazy("of a link", "Leads nowhere")


class LinkReason(models.TextChoices):
    """Why an address does not simply work."""

    GONE = "gone", _("The site says that the page is not there.")
    PRIVATE = "private", _("The address is inside a private network: readers cannot follow it.")
    NO_SITE = "no_site", _("No site has this name.")
    NO_ANSWER = "no_answer", _("The site does not answer.")
    CERTIFICATE = "certificate", _("The site’s certificate is not valid: browsers warn of it.")
    FAILING = "failing", _("The site says that it has a fault.")
    LOOP = "loop", _("The address leads from one to the next without an end.")
    REFUSED = "refused", _("The site does not tell robots: look at it yourself.")


def link_states():
    return LinkState.choices


def link_reasons():
    return LinkReason.choices


class OutsideLink(models.Model):
    """An address on another site that published pages name, and what was found there.

    ``failures``: how often in a row it gave no answer that counts; ``due``: when it is asked next.
    """

    address = models.CharField(_("address"), max_length=LONGEST, unique=True)
    state = models.CharField(
        pgettext_lazy("of a link", "state"), max_length=10, choices=link_states, default=LinkState.WAITING
    )
    reason = models.CharField(_("reason"), max_length=20, choices=link_reasons, blank=True)
    status = models.PositiveSmallIntegerField(_("answer of the site"), null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(_("last checked"), null=True)
    due = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")

    def __str__(self):
        return self.address


class PageFaults(models.Model):
    """What a page lacks as it is published: how many figures without a source, and pictures without a description.

    ``page_pk``: its primary key; ``anchors``: where the first of each stands in its form, as a content path of
    Wagtail's: ``{"figure": "body.<id>", "picture": "cover_alt"}``.
    """

    page_pk = models.BigIntegerField(unique=True)
    figures = models.PositiveIntegerField(default=0)
    pictures = models.PositiveIntegerField(default=0)
    anchors = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.page_pk}"


class LinkPlace(models.Model):
    """Where a page names an address; ``anchor`` as in :class:`PageFaults`."""

    page = models.ForeignKey(PageFaults, on_delete=models.CASCADE, related_name="links")
    link = models.ForeignKey(OutsideLink, on_delete=models.CASCADE, related_name="places")
    anchor = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "link"], name="essaimage_link_place")]

    def __str__(self):
        return f"{self.page_id}: {self.anchor}"
