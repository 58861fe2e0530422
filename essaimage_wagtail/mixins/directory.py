"""The directory: lists and searches what is below it, or the whole site."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from ..admin.panels import FieldPanel
from ..caching import comparable
from ..contexts.page import PageContext
from ..directory.context import DirectoryContext
from ..directory.page import DirectoryPageContext
from ..directory.responses import respond
from ..directory.resting import aware, resting_page
from ..models.directory import DirectoryFields
from ..search import SearchUnavailable
from ..sharing.card import CARD
from ..sharing.views import subject_card
from ..subjects.asked import moved, names_a_subject, subject_at
from ..subjects.listed import subject_urls
from .page import EssaimagePageMixin

SUBJECT_TEMPLATE = "essaimage_wagtail/pages/subject_page.html"


class DirectoryMixin(EssaimagePageMixin, DirectoryFields):
    """Has pages of territories and themes below it (see :mod:`..subjects`), which are no pages of Wagtail's tree: one
    that is comes first at the same address."""

    page_description = _("A list with a search: of the sheets and commons below it, or of the whole site.")
    page_context_class = DirectoryPageContext
    essaimage_subject = None
    """What is served is the page of this :class:`~..subjects.subject.Subject`. It is kept here, not handed on as an
    argument: a site's own ``get_context(self, request)`` need not know of it."""
    _subject_parts = ()
    directory_panels = [FieldPanel("introduction"), FieldPanel("scope"), FieldPanel("lists")]

    def route(self, request, path_components):
        try:
            return super().route(request, path_components)
        except Http404:
            if self.live and names_a_subject(path_components):
                self._subject_parts = tuple(path_components)
                return RouteResult(self)
            raise

    def serve(self, request, *args, **kwargs):
        name = request.GET.get("format")
        try:
            if self._subject_parts:
                self.essaimage_subject = subject = subject_at(self, request, self._subject_parts)
                if address := moved(subject, request):
                    return redirect(address)
                if name == CARD:
                    return subject_card(subject)
                if name:
                    return respond(name, self, request, PageContext(self, request), params=subject.params)
            elif name:
                return respond(name, self, request, PageContext(self, request))
            # Again, since the response is another one.
            return comparable(request, aware(request, super().serve(request, *args, **kwargs)))
        except SearchUnavailable as error:
            return resting_page(error, request, self, PageContext(self, request))

    def serve_preview(self, request, mode_name):
        try:
            return aware(request, super().serve_preview(request, mode_name))
        except SearchUnavailable as error:
            return resting_page(error, request, self, PageContext(self, request))

    def get_page_context(self, request):
        subject = self.essaimage_subject
        return subject.page_context if subject else super().get_page_context(request)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        essaimage = context["essaimage"]
        if self.essaimage_subject:
            context["subject"] = self.essaimage_subject
        else:
            context["directory"] = essaimage.directory = DirectoryContext(self, request, essaimage)
        return context

    def get_template(self, request, *args, **kwargs):
        return SUBJECT_TEMPLATE if self.essaimage_subject else super().get_template(request, *args, **kwargs)

    def get_sitemap_urls(self, request=None):
        """The directory, and the territories and themes of its initiatives."""
        return [*super().get_sitemap_urls(request), *subject_urls(self, request)]

    class Meta:
        abstract = True
