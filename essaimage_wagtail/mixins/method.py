"""The method: an introduction and ordered steps, each a page of its own."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from ..admin.method import FrameSectionSelect
from ..admin.panels import FieldPanel
from ..contexts.method import MethodContext, StepContext
from ..contexts.thread import ThreadPageContext
from ..models.method import MethodFields, MethodStepFields
from .page import EssaimagePageMixin
from .publication import PublicationMixin


class MethodMixin(PublicationMixin, MethodFields):
    """The page above the steps. Their order is the page tree's."""

    page_context_class = ThreadPageContext
    page_description = _("How to take up an initiative elsewhere: an introduction, with its steps as pages below it.")

    @classmethod
    def get_edit_handler_for(cls, extra_panels=()):
        return TabbedInterface(
            [
                ObjectList(
                    [
                        *Page.content_panels,
                        *cls.presentation_panels,
                        cls.theme_panel,
                        FieldPanel("body"),
                        *extra_panels,
                    ],
                    heading=_("Method"),
                ),
                ObjectList(cls.trust_panels, heading=_("Sources and reuse")),
                ObjectList(Page.promote_panels, heading=_("Promote")),
                ObjectList(Page.settings_panels, heading=_("Settings")),
            ]
        )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["method"] = MethodContext(self, context["essaimage"])
        return context

    class Meta:
        abstract = True


class MethodStepMixin(EssaimagePageMixin, MethodStepFields):
    page_context_class = ThreadPageContext
    page_description = _("One step of a method: what to do, who takes part, and what to tick.")

    step_panels = [
        FieldPanel("purpose"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("for_inspire"), FieldPanel("for_redo"), FieldPanel("for_scale_up")])],
            heading=_("Applies to"),
        ),
        FieldPanel("instructions"),
        MultiFieldPanel(
            [
                FieldPanel("participants"),
                FieldPanel("duration"),
                FieldPanel("inputs"),
                FieldPanel("deliverable"),
            ],
            heading=_("In practice"),
        ),
        FieldPanel("checklist"),
        MultiFieldPanel([FieldPanel("tips"), FieldPanel("warnings")], heading=_("From experience")),
        MultiFieldPanel(
            [FieldPanel("frame"), FieldPanel("frame_section", widget=FrameSectionSelect)], heading=_("Project frame")
        ),
    ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["step"] = StepContext(self, context["essaimage"])
        return context

    class Meta:
        abstract = True
