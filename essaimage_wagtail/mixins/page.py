"""What every page type of the plugin does."""

from ..caching import comparable
from ..contexts.page import PageContext
from ..models.page import PageFields


class EssaimagePageMixin(PageFields):
    """Gives a page its ``essaimage`` context (base template, languages, addresses), and its answers what caches need.

    Mix it into a ``Page`` subclass, before ``Page``.
    """

    page_context_class = PageContext

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["essaimage"] = self.get_page_context(request)
        return context

    def get_page_context(self, request):
        return self.page_context_class(self, request)

    def serve(self, request, *args, **kwargs):
        return comparable(request, super().serve(request, *args, **kwargs))

    class Meta:
        abstract = True
