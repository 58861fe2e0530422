"""The cloud: all initiatives and their replications in one picture."""

from django.utils.translation import gettext_lazy as _

from ..admin.panels import FieldPanel
from ..cloud.context import CloudContext
from ..models.cloud import CloudFields
from .page import EssaimagePageMixin


class CloudMixin(EssaimagePageMixin, CloudFields):
    page_description = _("All initiatives, and where each was taken up, in one picture.")
    cloud_panels = [FieldPanel("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["cloud"] = CloudContext(self, request, context["essaimage"])
        return context

    class Meta:
        abstract = True
