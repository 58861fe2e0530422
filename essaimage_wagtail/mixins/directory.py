"""The directory: lists and searches what is below it, or the whole site."""

from wagtail.admin.panels import FieldPanel

from ..caching import comparable
from ..contexts.page import PageContext
from ..directory.context import DirectoryContext
from ..directory.page import DirectoryPageContext
from ..directory.responses import respond
from ..directory.resting import aware, resting_page
from ..models.directory import DirectoryFields
from ..search import SearchUnavailable
from .page import EssaimagePageMixin


class DirectoryMixin(EssaimagePageMixin, DirectoryFields):
    page_context_class = DirectoryPageContext
    directory_panels = [FieldPanel("introduction"), FieldPanel("scope"), FieldPanel("lists")]

    def serve(self, request, *args, **kwargs):
        name = request.GET.get("format")
        if name:
            return respond(name, self, request, PageContext(self, request))
        try:
            # Again, since the response is another one.
            return comparable(request, aware(request, super().serve(request, *args, **kwargs)))
        except SearchUnavailable as error:
            return resting_page(error, request, self, PageContext(self, request))

    def serve_preview(self, request, mode_name):
        try:
            return aware(request, super().serve_preview(request, mode_name))
        except SearchUnavailable as error:
            return resting_page(error, request, self, PageContext(self, request))

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        essaimage = context["essaimage"]
        context["directory"] = essaimage.directory = DirectoryContext(self, request, essaimage)
        return context

    class Meta:
        abstract = True
