"""The cloud: all initiatives and their replications in one picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from ..viewmodels.cloud import CloudView
from .page import EssaimagePageMixin


class CloudMixin(EssaimagePageMixin):
    shows_others = True

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One or two sentences."),
    )

    cloud_panels = [FieldPanel("introduction")]

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["cloud"] = CloudView(self, request, context["essaimage"])
        return context
