"""The cloud: all initiatives and their replications in one picture."""

from ..admin.panels import FieldPanel
from ..cloud.context import CloudContext
from ..models.cloud import CloudFields
from .page import EssaimagePageMixin


class CloudMixin(EssaimagePageMixin, CloudFields):
    cloud_panels = [FieldPanel("introduction")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["cloud"] = CloudContext(self, request, context["essaimage"])
        return context

    class Meta:
        abstract = True
