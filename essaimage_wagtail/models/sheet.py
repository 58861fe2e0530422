"""The sheet: a synthetic, honest, striking description of one initiative."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from ..admin.widgets import TermCheckboxes
from ..choices import Status, scopes, statuses
from ..licences import default_licence, licence_choices
from ..validators import LATITUDE, LONGITUDE, YEAR
from ..viewmodels.sheet import SheetView
from .fields import SheetBodyField, SourcesField
from .page import EssaimagePageMixin

SAME_IN_EVERY_LANGUAGE = [
    "status",
    "start_year",
    "end_year",
    "territory",
    "scope",
    "latitude",
    "longitude",
    "themes",
    "audiences",
    "bearer",
    "contacts",
    "cover",
    "licence",
    "reviewed_on",
    "reviewed_by",
    "fictional",
]


class SheetMixin(EssaimagePageMixin):
    """Everything a sheet has but its free tags, whose through-model needs a concrete page
    (see :class:`essaimage_wagtail.pages.models.SheetPage`)."""

    pitch = models.CharField(
        _("pitch"),
        max_length=280,
        help_text=_(
            "One or two sentences that make someone want to read on. Example: “Neighbours mend what "
            "others would throw away, over coffee.”"
        ),
    )
    cover = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("cover image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cover_alt = models.CharField(
        _("what the cover shows"),
        max_length=255,
        blank=True,
        help_text=_("Read aloud to people who do not see it. Leave empty if it only decorates."),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=statuses,
        default=Status.RUNNING,
        blank=True,
        help_text=_("Where the initiative stands today; nothing if nobody knows."),
    )
    start_year = models.PositiveSmallIntegerField(
        _("started in"), null=True, blank=True, validators=YEAR, help_text=_("Year, for example 2014.")
    )
    end_year = models.PositiveSmallIntegerField(
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
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=LATITUDE
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=LONGITUDE
    )
    themes = ParentalManyToManyField("essaimage_wagtail.Theme", verbose_name=_("themes"), blank=True, related_name="+")
    audiences = ParentalManyToManyField(
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
    contacts = ParentalManyToManyField(
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
    licence = models.CharField(
        _("licence"), max_length=40, choices=licence_choices, default=default_licence, blank=True
    )
    citation = models.CharField(
        _("how to cite"), max_length=500, blank=True, help_text=_("Made from title and date if left empty.")
    )
    sources = SourcesField(
        verbose_name=_("sources"),
        blank=True,
        help_text=_("Where what this sheet says comes from."),
    )
    reviewed_on = models.DateField(
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
    fictional = models.BooleanField(
        _("made-up example"),
        default=False,
        help_text=_("The page then says to everyone that this initiative does not exist."),
    )

    identity_panels = [
        FieldPanel("pitch"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Cover")),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year")]),
                FieldPanel("scope"),
            ],
            heading=_("Status"),
        ),
        MultiFieldPanel(
            [FieldPanel("territory"), FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("themes", widget=TermCheckboxes),
                FieldPanel("audiences", widget=TermCheckboxes),
            ],
            heading=_("Themes and audiences"),
        ),
        MultiFieldPanel([FieldPanel("bearer"), FieldPanel("contacts")], heading=_("Who carries it")),
    ]
    body_panels = [FieldPanel("body")]
    trust_panels = [
        FieldPanel("sources"),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("citation")], heading=_("Reuse")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("reviewed_by")])], heading=_("Last review")
        ),
        FieldPanel("fictional"),
    ]

    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in SAME_IN_EVERY_LANGUAGE]

    class Meta:
        abstract = True

    @classmethod
    def get_edit_handler_for(cls, extra_identity_panels=()):
        """The admin form of a page type that inherits this mixin; a site adds panels of its own."""
        return TabbedInterface(
            [
                ObjectList(
                    [*Page.content_panels, *cls.identity_panels, *extra_identity_panels],
                    heading=_("Identity"),
                ),
                ObjectList(cls.body_panels, heading=_("Sections")),
                ObjectList(cls.trust_panels, heading=_("Sources and review")),
                ObjectList(Page.promote_panels, heading=_("Promote")),
                ObjectList(Page.settings_panels, heading=_("Settings")),
            ]
        )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["sheet"] = SheetView(self, context["essaimage"])
        return context

    def get_warnings(self):
        warnings = super().get_warnings()
        if self.start_year and self.end_year and self.end_year < self.start_year:
            warnings.append(
                gettext("The initiative ends (%(end)s) before it starts (%(start)s).")
                % {"start": self.start_year, "end": self.end_year}
            )
        if self.end_year and self.status != Status.STOPPED:
            warnings.append(gettext("There is a year of end, but the status is not “Stopped”."))
        if (self.latitude is None) != (self.longitude is None):
            warnings.append(gettext("A point needs both a latitude and a longitude; only one is filled in."))
        for block in self.body:
            section_warnings = getattr(block.value, "warnings", None)
            if section_warnings:
                warnings.extend(section_warnings())
        return warnings
