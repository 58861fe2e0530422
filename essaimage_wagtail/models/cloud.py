"""The cloud: all initiatives and their replications in one picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from .page import EssaimagePageMixin


class CloudMixin(EssaimagePageMixin):
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One or two sentences."),
    )

    cloud_panels = [FieldPanel("introduction")]

    class Meta:
        abstract = True
