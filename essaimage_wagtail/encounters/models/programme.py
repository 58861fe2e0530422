"""The programme of rounds: who sits at which table when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import methods
from .registrations import Registration


class Programme(models.Model):
    """The one programme of an encounter, as it was last made. Participants see it once it is published."""

    encounter_key = models.UUIDField(unique=True)
    method = models.CharField(_("made"), max_length=20, choices=methods)
    made_at = models.DateTimeField(auto_now=True)
    seconds = models.FloatField(default=0)
    score = models.PositiveIntegerField(default=0)
    """What the wishes that are met are worth together."""
    bound = models.PositiveIntegerField(null=True)
    """No programme is worth more; ``None`` where nothing is known of that."""
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    made_from = models.JSONField(default=dict, blank=True)
    """What people and page said when it was made, as digests; see :mod:`..rounds.changes`."""

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self):
        return str(self.encounter_key)


class Meeting(models.Model):
    """A person at a table in a round. ``pitch_key`` names whose table it is, ``table`` which of its tables (1 is the
    first)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="meetings")
    round = models.PositiveSmallIntegerField(_("round"))
    pitch_key = models.UUIDField()
    table = models.PositiveSmallIntegerField(_("table"), default=1)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="meetings")
    is_kept = models.BooleanField(_("kept"), default=False)
    """Somebody chose it by hand: it stays where it is when the programme is made again."""

    class Meta:
        ordering = ["round", "pitch_key", "table", "pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "registration", "round"], name="essaimage_encounters_one_place"
            ),
            models.UniqueConstraint(
                fields=["programme", "registration", "pitch_key"], name="essaimage_encounters_met_once"
            ),
        ]

    def __str__(self):
        return f"{self.registration_id}: {self.round}"


class Rest(models.Model):
    """A round in which somebody has no table, because an organiser chose so: it is kept when the programme is made
    again."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rests")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="rests")
    round = models.PositiveSmallIntegerField(_("round"))

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("rest in a programme")
        verbose_name_plural = _("rests in a programme")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "registration", "round"], name="essaimage_encounters_rests_once"
            )
        ]

    def __str__(self):
        return f"{self.registration_id}: {self.round}"
