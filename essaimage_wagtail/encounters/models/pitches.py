"""An initiative that presents itself at an encounter, and keeps a table in its rounds."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin

from ...models.keys import PageKeyField, titles_of
from ...models.replication import SHEET
from ...models.translation import same_in_every_language
from ...models.typed import PositiveSmallIntegerField
from ..languages import LanguagesField


class Pitch(TranslatableMixin, Orderable):
    """A row of the encounter's page; its translation key, the same in every language, is what wishes and meetings
    name."""

    encounter = ParentalKey("essaimage_encounters.EncounterPage", related_name="pitches", on_delete=models.CASCADE)
    sheet_key = PageKeyField(_("sheet"), page_mixin=SHEET, null=True, blank=True, db_index=True)
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("What is presented, where there is no sheet of it yet.")
    )
    contact = models.ForeignKey(
        "essaimage_wagtail.Contact",
        verbose_name=_("who comes"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown only if this person agreed to be published."),
    )
    text = models.TextField(
        _("three minutes in a few lines"),
        max_length=800,
        blank=True,
        help_text=_("What it does, what it changed, what it would do otherwise."),
    )
    offers_sponsorship = models.BooleanField(_("proposes sponsorship"), default=False)
    offers_visit = models.BooleanField(_("proposes a visit"), default=False)
    offers_tools = models.BooleanField(_("proposes tools and documents"), default=False)
    seeks = models.CharField(_("looks for"), max_length=280, blank=True)
    tables = PositiveSmallIntegerField(
        _("tables"), default=1, help_text=_("How many tables it keeps at once: one for each person who presents it.")
    )
    places = PositiveSmallIntegerField(
        _("places at each table"), null=True, blank=True, help_text=_("Those of the encounter, if left empty.")
    )
    languages = LanguagesField(
        verbose_name=_("languages spoken"), help_text=_("Those of the encounter, if none is ticked.")
    )
    breaks = models.CharField(
        _("rounds without it"),
        max_length=60,
        blank=True,
        help_text=_("Numbers of the rounds in which its table rests, separated by commas. Example: 3, 5"),
    )
    is_step_free = models.BooleanField(_("step-free table"), default=True)
    is_withdrawn = models.BooleanField(
        _("does not come after all"), default=False, help_text=_("Its row stays, and the programme goes on without it.")
    )

    panels = [
        FieldRowPanel([FieldPanel("sheet_key"), FieldPanel("name")]),
        FieldPanel("text"),
        FieldPanel("contact"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("offers_sponsorship"), FieldPanel("offers_visit"), FieldPanel("offers_tools")]
                ),
                FieldPanel("seeks"),
            ],
            heading=_("What it proposes and looks for"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("tables"), FieldPanel("places"), FieldPanel("breaks")]),
                FieldPanel("languages"),
                FieldRowPanel([FieldPanel("is_step_free"), FieldPanel("is_withdrawn")]),
            ],
            heading=_("At the table"),
        ),
    ]
    override_translatable_fields = same_in_every_language(
        [
            "sheet_key",
            "contact",
            "offers_sponsorship",
            "offers_visit",
            "offers_tools",
            "tables",
            "places",
            "languages",
            "breaks",
            "is_step_free",
            "is_withdrawn",
        ]
    )

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = pgettext_lazy("at an encounter", "pitch")
        verbose_name_plural = pgettext_lazy("at an encounter", "pitches")

    def __str__(self):
        """The name, else the title of the sheet: one query then. Contexts ask for many titles at once instead."""
        return self.name or titles_of([self.sheet_key] if self.sheet_key else [], get_language()).get(
            self.sheet_key, ""
        )

    @property
    def resting(self):
        """The numbers of the rounds in which its table rests."""
        return {int(number) for number in self.breaks.replace(";", ",").split(",") if number.strip().isdecimal()}

    def clean(self):
        super().clean()
        numbers = [number.strip() for number in self.breaks.replace(";", ",").split(",") if number.strip()]
        if not all(number.isdecimal() and len(number) < 4 for number in numbers):
            raise ValidationError({"breaks": _("Write numbers of rounds, separated by commas. Example: 3, 5")})
