"""The sheet: a synthetic, honest, striking description of one initiative."""

from django.conf import settings
from django.db import models
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from ..admin.completeness import CompletenessPanel
from ..admin.contacts_panel import ContactsPanel
from ..admin.point import POINT_PANELS
from ..admin.replication_panel import ReplicationsPanel
from ..admin.sections import SectionsPanel
from ..admin.widgets import TermCheckboxes
from ..choices import Status, scopes, statuses
from ..completeness import assess
from ..doubts import Doubt
from ..upgrades import sections_that_still_ask
from ..validators import LATITUDE, LONGITUDE, YEAR
from ..viewmodels.lineage import LineageView
from ..viewmodels.replicate import ReplicateView
from ..viewmodels.sheet import SheetView
from .chosen import ChosenManyToManyField
from .fields import CountedManyToManyField, SheetBodyField
from .keys import PageKeyField
from .presented import PresentedMixin
from .translation import same_in_every_language
from .typed import DateField, DegreesField, PositiveSmallIntegerField

OTHER_VIEWS = {
    "lineage": ("essaimage_wagtail/pages/lineage.html", LineageView),
    "replicate": ("essaimage_wagtail/pages/replicate.html", ReplicateView),
}
"""What an address with ``?view=`` shows instead of the sheet: a template, and the view model that it gets, so named."""


class SheetMixin(PresentedMixin):
    """Everything a sheet has but its free tags, whose through-model needs a concrete page
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
        page_mixin="essaimage_wagtail.models.method.MethodMixin",
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
        *PresentedMixin.SAME_IN_EVERY_LANGUAGE,
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

    identity_panels = [
        *PresentedMixin.presentation_panels,
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year")]),
                FieldPanel("scope"),
            ],
            heading=_("Status"),
        ),
        MultiFieldPanel(
            [FieldPanel("territory"), FieldRowPanel(POINT_PANELS)],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [
                PresentedMixin.theme_panel,
                FieldPanel("audiences", widget=TermCheckboxes),
            ],
            heading=_("Themes and audiences"),
        ),
        MultiFieldPanel([FieldPanel("bearer"), ContactsPanel("contacts")], heading=_("Who carries it")),
    ]
    body_panels = [CompletenessPanel(heading=_("Completeness")), SectionsPanel("body")]
    trust_panels = [
        *PresentedMixin.trust_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("reviewed_by")])], heading=_("Last review")
        ),
    ]

    override_translatable_fields = same_in_every_language(SAME_IN_EVERY_LANGUAGE)

    class Meta:
        abstract = True

    @classmethod
    def get_edit_handler_for(cls, extra_identity_panels=(), link_panels=()):
        """The admin form of a page type that inherits this mixin.

        ``extra_identity_panels``: a site's own; ``link_panels``: those of child rows, such as commons.
        """
        return TabbedInterface(
            [
                ObjectList(
                    [*Page.content_panels, *cls.identity_panels, *extra_identity_panels],
                    heading=_("Identity"),
                ),
                ObjectList(cls.body_panels, heading=_("Sections")),
                ObjectList(
                    [FieldPanel("method_key"), *link_panels, ReplicationsPanel(heading=_("Replications"))],
                    heading=_("Links"),
                ),
                ObjectList(cls.trust_panels, heading=_("Sources and review")),
                ObjectList(Page.promote_panels, heading=_("Promote")),
                ObjectList(Page.settings_panels, heading=_("Settings")),
            ]
        )

    def save(self, *args, update_fields=None, **kwargs):
        """What Wagtail writes beside the content (``update_fields``) leaves the figure as it is."""
        if update_fields is None:
            self.completeness = assess(self).percent
        else:
            kwargs["update_fields"] = update_fields
        return super().save(*args, **kwargs)

    def save_revision(self, *args, **kwargs):
        """A revision has its own figure. Lists show that of the live version, or of the draft where none is live."""
        self.completeness = assess(self).percent
        revision = super().save_revision(*args, **kwargs)
        if not self.live:
            type(self).objects.filter(pk=self.pk).update(completeness=self.completeness)
        return revision

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        name = request.GET.get("view")
        if name in OTHER_VIEWS:
            _template, view = OTHER_VIEWS[name]
            context[name] = view(self, context["essaimage"])
            # For those who extend the context of a sheet.
            context["sheet"] = SimpleLazyObject(lambda: SheetView(self, context["essaimage"]))
        else:
            context["sheet"] = SheetView(self, context["essaimage"])
        return context

    def get_template(self, request, *args, **kwargs):
        name = request.GET.get("view")
        return OTHER_VIEWS[name][0] if name in OTHER_VIEWS else super().get_template(request, *args, **kwargs)

    def get_warnings(self):
        warnings = super().get_warnings()
        if self.start_year and self.end_year and self.end_year < self.start_year:
            text = gettext("The initiative ends (%(end)s) before it starts (%(start)s).")
            warnings.append(Doubt(text % {"start": self.start_year, "end": self.end_year}, "end_year"))
        if self.end_year and self.status != Status.STOPPED:
            warnings.append(Doubt(gettext("There is a year of end, but the status is not “Stopped”."), "status"))
        if (self.latitude is None) != (self.longitude is None):
            text = gettext("A point needs both a latitude and a longitude; only one is filled in.")
            warnings.append(Doubt(text, "latitude" if self.latitude is None else "longitude"))
        for block in self.body:
            section_warnings = getattr(block.value, "warnings", None)
            if section_warnings:
                warnings.extend(Doubt(text, f"body.{block.id}") for text in section_warnings())
        text = gettext("This section still has words of the project frame: readers see them.")
        warnings.extend(Doubt(text, f"body.{section}") for section in sections_that_still_ask(self))
        return warnings
