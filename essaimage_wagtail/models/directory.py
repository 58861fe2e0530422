"""The directory: lists and searches what is below it, or the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from ..choices import DirectoryContent, directory_contents
from ..viewmodels.directory import DirectoryView
from ..viewmodels.page import PageView
from ..views.formats import respond
from .page import EssaimagePageMixin
from .translation import same_in_every_language


class DirectoryScope(models.TextChoices):
    BELOW = "below", _("What is below this page")
    SITE = "site", _("The whole site")


def directory_scopes():
    return DirectoryScope.choices


class DirectoryMixin(EssaimagePageMixin):
    shows_others = True

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One or two sentences."),
    )
    scope = models.CharField(_("searches in"), max_length=10, choices=directory_scopes, default=DirectoryScope.BELOW)

    lists = models.CharField(_("lists"), max_length=20, choices=directory_contents, default=DirectoryContent.EVERYTHING)

    directory_panels = [FieldPanel("introduction"), FieldPanel("scope"), FieldPanel("lists")]
    override_translatable_fields = same_in_every_language(["scope", "lists"])

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        name = request.GET.get("format")
        if name:
            return respond(name, self, request, PageView(self, request))
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["search"] = DirectoryView(self, request, context["essaimage"])
        return context
