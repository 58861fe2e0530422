"""What the page of an encounter says: when, where, for whom, and how its rounds go."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from ...models.fields import MethodBodyField
from ...models.publication import PublicationFields
from ...models.territory import spot_of
from ...models.translation import same_in_every_language
from ...models.typed import DateField, DegreesField, PositiveSmallIntegerField, URLField
from ...validators import LATITUDE, LONGITUDE
from ..languages import LanguagesField

SHORT_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


def time_zones():
    """The time zones of the world by continent and town, and UTC."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


def site_time_zone():
    return settings.TIME_ZONE


class EncounterFields(PublicationFields):
    """Day and hours are those of a clock on the wall, in ``time_zone``: a change of clock moves no encounter."""

    day = DateField(_("day"), null=True, blank=True)
    begins = models.TimeField(_("begins at"), null=True, blank=True)
    ends = models.TimeField(
        _("ends at"), null=True, blank=True, help_text=_("The next day, if it is before the beginning.")
    )
    time_zone = models.CharField(_("time zone"), max_length=60, choices=time_zones, default=site_time_zone)
    is_cancelled = models.BooleanField(_("cancelled"), default=False, help_text=_("The page stays, and says so first."))
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    address = models.TextField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_("Where people come to: building, street, town. Example: “Maison des associations, 72 rue Royale”."),
    )
    latitude = DegreesField(_("latitude"), null=True, blank=True, validators=LATITUDE)
    longitude = DegreesField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    online = URLField(
        _("address on line"), blank=True, max_length=500, help_text=_("Where people meet who do not come.")
    )
    organiser = models.ForeignKey(
        "essaimage_wagtail.Organisation",
        verbose_name=_("organiser"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    languages = LanguagesField(verbose_name=_("languages spoken"))
    audience = RichTextField(
        _("for whom"), blank=True, features=SHORT_TEXT, help_text=_("Who should come, and what they need to know.")
    )
    access = RichTextField(
        _("getting there, and access"),
        blank=True,
        features=SHORT_TEXT,
        help_text=_("Step-free way, interpreters, childcare, meals: what somebody has to know before deciding."),
    )
    body = MethodBodyField(verbose_name=_("what it is about"), blank=True)
    registration_opens = DateField(
        _("registration opens"), null=True, blank=True, help_text=_("At once, if left empty.")
    )
    deadline = DateField(
        _("last day to register"), null=True, blank=True, help_text=_("Until it begins, if left empty.")
    )
    capacity = PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        help_text=_("Who comes after that waits. No limit, if left empty."),
    )
    takes_registrations = models.BooleanField(
        _("people register here"), default=True, help_text=_("Without it, the page only says what is planned.")
    )
    rounds = PositiveSmallIntegerField(_("rounds"), default=6, help_text=_("How many tables one person visits."))
    rounds_begin = models.TimeField(
        _("first round at"), null=True, blank=True, help_text=_("At the beginning, if left empty.")
    )
    round_minutes = PositiveSmallIntegerField(_("minutes of a round"), default=7)
    pause_minutes = PositiveSmallIntegerField(_("minutes between two rounds"), default=2)
    places_per_table = PositiveSmallIntegerField(_("places at a table"), default=4)
    fewest_per_table = PositiveSmallIntegerField(
        _("fewest at a table"), default=1, help_text=_("With fewer people, a table rests in that round.")
    )
    balance = RichTextField(
        _("balance"),
        blank=True,
        features=["h3", *SHORT_TEXT],
        help_text=_("Afterwards: what came of it, and what did not."),
    )

    SAME_IN_EVERY_LANGUAGE = (
        *PublicationFields.SAME_IN_EVERY_LANGUAGE,
        "day",
        "begins",
        "ends",
        "time_zone",
        "is_cancelled",
        "territory",
        "address",
        "latitude",
        "longitude",
        "online",
        "organiser",
        "languages",
        "registration_opens",
        "deadline",
        "capacity",
        "takes_registrations",
        "rounds",
        "rounds_begin",
        "round_minutes",
        "pause_minutes",
        "places_per_table",
        "fewest_per_table",
    )

    override_translatable_fields = same_in_every_language(SAME_IN_EVERY_LANGUAGE)

    class Meta:
        abstract = True

    @cached_property
    def zone(self):
        return ZoneInfo(self.time_zone)

    @property
    def begins_at(self):
        """The moment, or ``None`` while day or hour are not known."""
        return self._at(self.begins)

    @property
    def ends_at(self):
        """The moment of the end; that of the beginning where no end is given."""
        end, begin = self._at(self.ends), self.begins_at
        if end is None or begin is None:
            return begin
        return end if self.ends > self.begins else self._at(self.ends, days=1) or begin

    def spot_in(self, territory):
        """The point on the map where it is held, see :func:`~essaimage_wagtail.models.territory.spot_of`."""
        return spot_of(self, territory)

    def round_at(self, number):
        """When a round begins (1 is the first), or ``None``. Minutes are counted in real time, across a change of
        clock too."""
        first = self._at(self.rounds_begin) or self.begins_at
        if first is None:
            return None
        minutes = (number - 1) * (self.round_minutes + self.pause_minutes)
        return (first.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(self.zone)

    def _at(self, hour, days=0):
        if self.day is None or hour is None or (days and self.day == date.max):
            return None
        return datetime.combine(self.day + timedelta(days=days), hour, self.zone)

    def clean(self):
        super().clean()
        wrong = {}
        if self.day and self.deadline and self.deadline > self.day:
            wrong["deadline"] = _("The last day to register is after the encounter. Choose an earlier one.")
        if self.registration_opens and self.deadline and self.registration_opens > self.deadline:
            wrong["registration_opens"] = _("Registration would open after its last day. Choose an earlier day.")
        if self.fewest_per_table and self.places_per_table and self.fewest_per_table > self.places_per_table:
            wrong["fewest_per_table"] = _("A table has fewer places than that.")
        if wrong:
            raise ValidationError(wrong)
