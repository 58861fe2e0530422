"""The sheet: a synthetic, honest, striking description of one initiative."""

from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from ..admin.completeness import CompletenessPanel
from ..admin.contacts_panel import ContactsPanel
from ..admin.panels import FieldPanel
from ..admin.point import PointPanel
from ..admin.sections import SectionsPanel
from ..blocks.base import warnings_of
from ..choices import Status
from ..contexts.sheet import SheetContext
from ..doubts import Doubt, within
from ..forms.choosers import TermCheckboxes
from ..models.sheet import SheetFields
from ..paper.documents import TEMPLATES as PAPERS
from ..paper.documents import Papers
from ..paper.responses import respond
from ..replications.admin.panel import ReplicationsPanel
from ..replications.invitation import InvitationContext
from ..replications.lineage import LineageContext
from ..upgrades import sections_that_still_ask
from .publication import PublicationMixin

OTHER_VIEWS = {
    "lineage": ("essaimage_wagtail/pages/lineage.html", LineageContext),
    "replicate": ("essaimage_wagtail/pages/replicate.html", InvitationContext),
    "start": ("essaimage_wagtail/pages/start_sheet.html", InvitationContext),
}
"""Other views of a sheet by the value of ``?view=``: template, and class of the context of the same name."""


class SheetMixin(PublicationMixin, SheetFields):
    """Everything a sheet has but its free tags, whose through-model needs a concrete page
    (see :class:`essaimage_wagtail.pages.models.SheetPage`)."""

    page_description = _("One initiative: what it is, who carries it, what it gave, what it takes to do it elsewhere.")
    identity_panels = [
        *PublicationMixin.presentation_panels,
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year")]),
                FieldPanel("scope"),
            ],
            heading=_("Status"),
        ),
        MultiFieldPanel(
            [FieldPanel("territory"), PointPanel(territory="territory")],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [
                PublicationMixin.theme_panel,
                FieldPanel("audiences", widget=TermCheckboxes),
            ],
            heading=_("Themes and audiences"),
        ),
        MultiFieldPanel([FieldPanel("bearer"), ContactsPanel("contacts")], heading=_("Who carries it")),
    ]

    body_panels = [CompletenessPanel(heading=_("Completeness")), SectionsPanel("body")]

    trust_panels = [
        *PublicationMixin.trust_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("reviewed_by")])], heading=_("Last review")
        ),
    ]

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

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["papers"] = Papers(self, context["essaimage"])
        name = request.GET.get("view")
        if name in OTHER_VIEWS:
            _template, context_class = OTHER_VIEWS[name]
            context[name] = context_class(self, context["essaimage"])
            # For a site whose page type adds to the context of a sheet.
            context["sheet"] = SimpleLazyObject(lambda: SheetContext(self, context["essaimage"]))
        else:
            context["sheet"] = SheetContext(self, context["essaimage"])
        return context

    def serve(self, request, *args, **kwargs):
        """Who may write is led from the end of the thread to the form; others read how they get there."""
        name = request.GET.get("view")
        if name in PAPERS:
            return respond(name, self, request)
        if name == "start":
            invitation = InvitationContext(self, self.page_context_class(self, request))
            if invitation.may_write and invitation.admin_url:
                response = redirect(invitation.admin_url)
                patch_cache_control(response, private=True, no_cache=True)
                return response
        return super().serve(request, *args, **kwargs)

    def get_template(self, request, *args, **kwargs):
        name = request.GET.get("view")
        return OTHER_VIEWS[name][0] if name in OTHER_VIEWS else super().get_template(request, *args, **kwargs)

    def get_cached_paths(self):
        """What a cache in front of the site keeps of a sheet: Wagtail's front-end cache invalidation asks."""
        return [*super().get_cached_paths(), *(f"/?view={name}" for name in (*OTHER_VIEWS, *PAPERS))]

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
            warnings.extend(within(f"body.{block.id}", text) for text in warnings_of(block))
        text = gettext("This section still has words of the project frame: readers see them.")
        warnings.extend(Doubt(text, f"body.{section}") for section in sections_that_still_ask(self))
        return warnings

    class Meta:
        abstract = True
