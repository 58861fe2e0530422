"""The directory: lists and searches what is below it, or the whole site."""

from wagtail.admin.panels import FieldPanel

from ..contexts.page import PageContext
from ..directory.context import DirectoryContext
from ..directory.responses import respond
from ..models.directory import DirectoryFields
from .page import EssaimagePageMixin


class DirectoryMixin(EssaimagePageMixin, DirectoryFields):
    directory_panels = [FieldPanel("introduction"), FieldPanel("scope"), FieldPanel("lists")]

    def serve(self, request, *args, **kwargs):
        name = request.GET.get("format")
        if name:
            return respond(name, self, request, PageContext(self, request))
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["directory"] = DirectoryContext(self, request, context["essaimage"])
        return context

    class Meta:
        abstract = True
