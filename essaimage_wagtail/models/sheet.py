"""The sheet: a synthetic, honest, striking description of one initiative."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..choices import Status, scopes, statuses
from ..completeness import percent
from ..validators import LATITUDE, LONGITUDE, YEAR
from .chosen import ChosenManyToManyField
from .fields import CountedManyToManyField, SheetBodyField
from .keys import PageKeyField
from .publication import PublicationFields
from .territory import spot_of
from .translation import same_in_every_language
from .typed import DateField, DegreesField, PositiveSmallIntegerField


class SheetFields(PublicationFields):
    """All fields of a sheet but its free tags, whose through-model needs a concrete page
    (see :class:`essaimage_wagtail.pages.models.SheetPage`)."""

    status = models.CharField(
        _("status"),
        max_length=20,
        choices=statuses,
        default=Status.RUNNING,
        blank=True,
        help_text=_("Where the initiative stands today; nothing if nobody knows."),
    )
    start_year = PositiveSmallIntegerField(
        _("started in"), null=True, blank=True, validators=YEAR, help_text=_("Year, for example 2014.")
    )
    end_year = PositiveSmallIntegerField(
        _("ended in"),
        null=True,
        blank=True,
        validators=YEAR,
        help_text=_("For an initiative that stopped; say why under “Lessons learnt”."),
    )
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory of origin"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The smallest place that fits: a town rather than its region."),
    )
    scope = models.CharField(
        pgettext_lazy("how far an initiative reaches", "scope"),
        max_length=20,
        choices=scopes,
        blank=True,
        help_text=_("How far it reaches today."),
    )
    latitude = DegreesField(_("latitude"), null=True, blank=True, validators=LATITUDE)
    longitude = DegreesField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    audiences = CountedManyToManyField(
        "essaimage_wagtail.Audience", verbose_name=_("audiences"), blank=True, related_name="+"
    )
    bearer = models.ForeignKey(
        "essaimage_wagtail.Organisation",
        verbose_name=_("bearer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The organisation that carries the initiative."),
    )
    contacts = ChosenManyToManyField(
        "essaimage_wagtail.Contact",
        verbose_name=_("contacts"),
        blank=True,
        related_name="+",
        help_text=_("Only those who agreed to be published are shown."),
    )
    body = SheetBodyField(
        verbose_name=_("sections"),
        blank=True,
        help_text=_("Add the sections you can fill in today. Each says what a good answer is."),
    )
    method_key = PageKeyField(
        _("method followed"),
        page_mixin="essaimage_wagtail.models.method.MethodFields",
        null=True,
        blank=True,
        help_text=_("If the initiative was set up with one of the methods of this site."),
    )
    completeness = models.PositiveSmallIntegerField(_("completeness"), default=0, editable=False)
    reviewed_on = DateField(
        _("last review"),
        null=True,
        blank=True,
        help_text=_("When someone last checked that it is still true."),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    SAME_IN_EVERY_LANGUAGE = (
        *PublicationFields.SAME_IN_EVERY_LANGUAGE,
        "status",
        "start_year",
        "end_year",
        "territory",
        "scope",
        "latitude",
        "longitude",
        "audiences",
        "bearer",
        "contacts",
        "method_key",
        "reviewed_on",
        "reviewed_by",
    )

    override_translatable_fields = same_in_every_language(SAME_IN_EVERY_LANGUAGE)

    class Meta:
        abstract = True

    def spot_in(self, territory):
        """Where the initiative is, see :func:`.territory.spot_of`."""
        return spot_of(self, territory)

    def save(self, *args, update_fields=None, **kwargs):
        """Compute the completeness, unless Wagtail saves other fields than the content (``update_fields``)."""
        if update_fields is None:
            self.completeness = percent(self)
        else:
            kwargs["update_fields"] = update_fields
        return super().save(*args, **kwargs)

    def save_revision(self, *args, **kwargs):
        """A revision has its own completeness. Lists show the live version's, or the draft's where none is live."""
        self.completeness = percent(self)
        revision = super().save_revision(*args, **kwargs)
        if not self.live:
            type(self).objects.filter(pk=self.pk).update(completeness=self.completeness)
        return revision
