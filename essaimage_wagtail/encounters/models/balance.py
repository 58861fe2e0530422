"""What came of an encounter: figures that stay when people are forgotten, and what people want to start."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...models.typed import DateField, PositiveSmallIntegerField
from ..choices import IntentionState, intention_kinds, intention_states
from .registrations import Registration


class Balance(models.Model):
    """The figures of an encounter; ``None`` is what nobody knows."""

    encounter_key = models.UUIDField(unique=True)
    people_registered = PositiveSmallIntegerField(_("people registered"), null=True, blank=True)
    people_present = PositiveSmallIntegerField(_("people who were there"), null=True, blank=True)
    initiatives = PositiveSmallIntegerField(_("initiatives presented"), null=True, blank=True)
    meetings = PositiveSmallIntegerField(_("meetings at tables"), null=True, blank=True)
    intentions = PositiveSmallIntegerField(_("intentions"), null=True, blank=True)
    recorded_on = DateField(_("recorded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("balance of an encounter")
        verbose_name_plural = _("balances of encounters")

    def __str__(self):
        return str(self.encounter_key)


class Intention(models.Model):
    """What somebody wants to start, and with whom. It outlives the registration, which is erased after a while."""

    encounter_key = models.UUIDField(db_index=True)
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="intentions"
    )
    pitch_key = models.UUIDField(null=True, blank=True)
    sheet_key = models.UUIDField(null=True, blank=True, db_index=True)
    """The sheet that it is about, whatever becomes of the pitch."""
    kind = models.CharField(_("intention"), max_length=20, choices=intention_kinds)
    text = models.TextField(_("in a few words"), max_length=500, blank=True)
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=20, choices=intention_states, default=IntentionState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    follow_up_on = DateField(_("ask again on"), null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    replication = models.ForeignKey(
        "essaimage_wagtail.Replication",
        verbose_name=_("replication"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sponsorship = models.UUIDField(null=True, blank=True)
    """The ``uuid`` of a sponsorship that came of it."""

    class Meta:
        ordering = ["pk"]
        verbose_name = _("intention")
        verbose_name_plural = _("intentions")

    def __str__(self):
        return f"#{self.pk}"
