"""Who comes to an encounter, and whom they wish to meet. These are personal data: see
:mod:`..registering.people`."""

import uuid

from django.db import models, transaction
from django.db.models.functions import Lower
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..languages import LanguagesField

people_go = Signal()
"""Sent before people are deleted by a queryset of theirs, ``rows``: once for all of them."""


class RegistrationQuerySet(models.QuerySet):
    def delete(self):
        """Send :data:`people_go` first, so that the figures of an encounter are counted once for all these people."""
        with transaction.atomic():
            people_go.send(self.model, rows=self)
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def with_a_place(self):
        return self.filter(confirmed_at__isnull=False, withdrawn_at=None, is_waiting=False)

    def coming_to(self, encounter_key):
        """The people who have a place, in the order in which they confirmed."""
        return self.filter(encounter_key=encounter_key).with_a_place().order_by("confirmed_at", "pk")

    def waiting_for(self, encounter_key):
        """The people on the waiting list, in their order."""
        found = self.filter(encounter_key=encounter_key, confirmed_at__isnull=False)
        return found.filter(withdrawn_at=None, is_waiting=True).order_by("confirmed_at", "pk")


class Registration(models.Model):
    """One person at one encounter, which its translation key names in all languages.

    A person takes no place before they confirm the address. If all places are taken then, they wait (``is_waiting``),
    and move up in the order of ``confirmed_at``.
    """

    encounter_key = models.UUIDField(db_index=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    """Empty for somebody without one, whom the organisers registered."""
    language = models.CharField(_("language of the messages"), max_length=20)
    secret = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Only messages to the address have it."""
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    place = models.CharField(_("comes from"), max_length=200, blank=True)
    """In the person's own words, where no territory has that name."""
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    languages = LanguagesField(verbose_name=_("languages spoken"))
    needs_step_free = models.BooleanField(_("needs a step-free way"), default=False)
    needs = models.TextField(_("other needs"), max_length=500, blank=True)
    agrees_to_be_named = models.BooleanField(_("may be named to the others"), default=False)
    consented_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    is_waiting = models.BooleanField(_("on the waiting list"), default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=dict, blank=True)
    """When and where it is, as the last message to this person said: what differs from the page is news to them."""
    first_round = models.PositiveSmallIntegerField(_("from round"), null=True, blank=True)
    """Of somebody who comes late."""
    last_round = models.PositiveSmallIntegerField(_("until round"), null=True, blank=True)
    """Of somebody who leaves early."""
    is_present = models.BooleanField(_("was there"), null=True, blank=True)
    """``None`` while nobody has said so."""

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["confirmed_at", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                "encounter_key",
                "site",
                Lower("email"),
                condition=~models.Q(email=""),
                name="essaimage_encounters_once",
            )
        ]

    def __str__(self):
        """Without name and address: logs show it."""
        return f"#{self.pk}"

    @property
    def is_coming(self):
        return self.confirmed_at is not None and self.withdrawn_at is None and not self.is_waiting


class Wish(models.Model):
    """A pitch that somebody wishes to meet; ``rank`` 1 is what they wish most."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="wishes")
    pitch_key = models.UUIDField()
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank", "pk"]
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(fields=["registration", "pitch_key"], name="essaimage_encounters_wished")
        ]

    def __str__(self):
        return f"{self.registration_id}: {self.rank}"
