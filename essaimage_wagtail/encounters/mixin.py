"""What the page of an encounter does: its form, and what its template is given."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from ..admin.panels import FieldPanel
from ..admin.point import PointPanel
from ..mixins.publication import PublicationMixin
from .context import EncounterContext
from .models.fields import EncounterFields
from .showing.doubts import doubts_about


class EncounterMixin(PublicationMixin, EncounterFields):
    page_description = _("A meeting where teams present their initiatives to people who look for one.")
    subpage_types: list[str] = []

    @classmethod
    def get_edit_handler_for(cls, extra_panels=()):
        return TabbedInterface(
            [
                ObjectList(
                    [
                        *Page.content_panels,
                        *cls.presentation_panels,
                        MultiFieldPanel(
                            [
                                FieldRowPanel([FieldPanel("day"), FieldPanel("begins"), FieldPanel("ends")]),
                                FieldPanel("time_zone"),
                                FieldPanel("is_cancelled"),
                            ],
                            heading=_("When"),
                        ),
                        MultiFieldPanel(
                            [
                                FieldPanel("territory"),
                                FieldPanel("address"),
                                PointPanel(territory="territory"),
                                FieldPanel("online"),
                            ],
                            heading=_("Where"),
                        ),
                        MultiFieldPanel(
                            [
                                FieldPanel("organiser"),
                                FieldPanel("languages"),
                                FieldPanel("audience"),
                                FieldPanel("access"),
                            ],
                            heading=_("Who"),
                        ),
                        FieldPanel("body"),
                        cls.theme_panel,
                        *extra_panels,
                    ],
                    heading=_("Encounter"),
                ),
                ObjectList(
                    [InlinePanel("pitches", label=pgettext_lazy("at an encounter", "Pitch"))],
                    heading=pgettext_lazy("at an encounter", "Pitches"),
                ),
                ObjectList(
                    [
                        MultiFieldPanel(
                            [
                                FieldPanel("takes_registrations"),
                                FieldRowPanel([FieldPanel("registration_opens"), FieldPanel("deadline")]),
                                FieldPanel("capacity"),
                            ],
                            heading=_("Registration"),
                        ),
                        MultiFieldPanel(
                            [
                                FieldRowPanel([FieldPanel("rounds"), FieldPanel("rounds_begin")]),
                                FieldRowPanel([FieldPanel("round_minutes"), FieldPanel("pause_minutes")]),
                                FieldRowPanel([FieldPanel("places_per_table"), FieldPanel("fewest_per_table")]),
                            ],
                            heading=_("Rounds"),
                        ),
                    ],
                    heading=_("Registration and rounds"),
                ),
                ObjectList([FieldPanel("balance")], heading=_("Balance")),
                ObjectList(cls.trust_panels, heading=_("Sources and reuse")),
                ObjectList(Page.promote_panels, heading=_("Promote")),
                ObjectList(Page.settings_panels, heading=_("Settings")),
            ]
        )

    def get_warnings(self):
        return [*super().get_warnings(), *doubts_about(self)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["encounter"] = EncounterContext(self, context["essaimage"])
        return context

    class Meta:
        abstract = True
