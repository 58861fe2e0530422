"""What sheets, methods and commons show of themselves in the same way."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from ..admin.panels import FieldPanel
from ..forms.choosers import TermCheckboxes
from ..models.publication import PublicationFields
from .page import EssaimagePageMixin


class PublicationMixin(EssaimagePageMixin, PublicationFields):
    """A page with a pitch, a cover, themes, a licence and sources."""

    presentation_panels = [
        FieldPanel("pitch"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Cover")),
    ]

    theme_panel = FieldPanel("themes", widget=TermCheckboxes)

    trust_panels = [
        FieldPanel("sources"),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("citation")], heading=_("Reuse")),
        FieldPanel("fictional"),
    ]

    class Meta:
        abstract = True
