"""Who accompanies whom, what each promised, and when they meet."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..models.keys import PageKeyField
from ..models.replication import SHEET
from ..models.typed import DateField
from .choices import State, states

__all__ = ["Sponsorship", "SponsorshipMeeting"]


class Sponsorship(models.Model):
    """One row for all languages. The sponsor is the team of a sheet; the sponsored, that of another sheet, of a
    replication, or a person.

    What the two sides wrote is public where both agreed to it (``sponsor_agrees``, ``sponsored_agrees``). Names and
    addresses are personal data, and never public.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    sponsor_key = PageKeyField(_("sponsor"), page_mixin=SHEET, db_index=True)
    sponsored_key = PageKeyField(_("sponsored sheet"), page_mixin=SHEET, null=True, blank=True, db_index=True)
    replication = models.ForeignKey(
        "essaimage_wagtail.Replication",
        verbose_name=_("replication"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    encounter_key = models.UUIDField(null=True, blank=True, db_index=True)
    """The encounter at which they met."""
    project = models.CharField(
        _("name of the new project"), max_length=200, blank=True, help_text=_("Where there is no sheet of it yet.")
    )
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=20, choices=states, default=State.ASKED)
    reason = models.TextField(_("why it stopped"), max_length=500, blank=True)
    request = models.TextField(_("what is asked for"), max_length=2000, blank=True)
    sponsor_promises = models.TextField(_("what the sponsor promises"), max_length=2000, blank=True)
    sponsored_promises = models.TextField(_("what the sponsored promise"), max_length=2000, blank=True)
    language = models.CharField(_("language"), max_length=20)
    """Of what they wrote, and of the messages to the person who asked."""
    asker_name = models.CharField(_("name"), max_length=200, blank=True)
    asker_email = models.EmailField(_("e-mail"), blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When the address was confirmed: before that, nobody is told of the request."""
    sponsored_secret = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Of the page of those who are accompanied."""
    sponsor_secret = models.UUIDField(default=uuid4, unique=True, editable=False)
    """Of the page of those who accompany."""
    sponsor_email = models.EmailField(_("e-mail of the sponsor"), blank=True)
    sponsor_agrees = models.BooleanField(_("the sponsor agrees to show it"), default=False)
    sponsored_agrees = models.BooleanField(_("the sponsored agree to show it"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    began_on = DateField(_("began on"), null=True, blank=True)
    ended_on = DateField(_("ended on"), null=True, blank=True)
    next_on = DateField(_("next date"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sponsorship")
        verbose_name_plural = _("sponsorships")

    def __str__(self):
        """Without names and addresses: logs show it."""
        return self.project or f"#{self.pk}"


class SponsorshipMeeting(models.Model):
    sponsorship = models.ForeignKey(Sponsorship, on_delete=models.CASCADE, related_name="meetings")
    on = DateField(_("date"))
    text = models.TextField(_("what was said"), max_length=2000, blank=True)
    is_public = models.BooleanField(_("may be shown"), default=False)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("meeting of a sponsorship")
        verbose_name_plural = _("meetings of sponsorships")

    def __str__(self):
        return f"{self.sponsorship_id}: {self.on}"
