"""The common: a resource that several initiatives share and maintain."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from ..admin.contacts_panel import ContactsPanel
from ..admin.panels import FieldPanel
from ..choices import Ingredient
from ..contexts.common import CommonContext
from ..forms.choosers import TermCheckboxes
from ..models.common import CommonFields
from .publication import PublicationMixin


class CommonMixin(PublicationMixin, CommonFields):
    page_description = _("A resource that several initiatives share: a tool, a charter, a training, a place.")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["common"] = CommonContext(self, context["essaimage"])
        return context

    @classmethod
    def get_edit_handler_for(cls, offer_panels=()):
        """The admin form of a page type that inherits this mixin; ``offer_panels``: those of its child rows."""
        return TabbedInterface(
            [
                ObjectList(
                    [
                        *Page.content_panels,
                        FieldPanel("usages", widget=TermCheckboxes),
                        *cls.presentation_panels,
                        MultiFieldPanel(
                            [
                                FieldRowPanel([FieldPanel("kind"), FieldPanel("format")]),
                                FieldPanel("link"),
                                FieldPanel("document"),
                            ],
                            heading=_("What it is and where it is"),
                        ),
                        FieldPanel("description"),
                        cls.theme_panel,
                    ],
                    heading=_("Common"),
                ),
                ObjectList(
                    [
                        MultiFieldPanel(
                            [FieldPanel("steward"), FieldPanel("organisations"), ContactsPanel("contacts")],
                            heading=_("Who takes care of it"),
                        ),
                        FieldPanel("contribution"),
                        FieldPanel("next_step"),
                        *offer_panels,
                    ],
                    heading=_("Taking part"),
                ),
                ObjectList(
                    [
                        MultiFieldPanel(
                            [FieldPanel(f"{ingredient}_state"), FieldPanel(f"{ingredient}_evidence")],
                            heading=ingredient.label,
                        )
                        for ingredient in Ingredient
                    ],
                    heading=_("Health"),
                ),
                ObjectList(cls.trust_panels, heading=_("Sources and reuse")),
                ObjectList(Page.promote_panels, heading=_("Promote")),
                ObjectList(Page.settings_panels, heading=_("Settings")),
            ]
        )

    class Meta:
        abstract = True
