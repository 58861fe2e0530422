"""The directory: lists and searches what is below it, or the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail_localize.fields import SynchronizedField

from ..viewmodels.directory import DirectoryView
from .page import EssaimagePageMixin


class DirectoryScope(models.TextChoices):
    BELOW = "below", _("What is below this page")
    SITE = "site", _("The whole site")


def directory_scopes():
    return DirectoryScope.choices


class DirectoryMixin(EssaimagePageMixin):
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One or two sentences."),
    )
    scope = models.CharField(_("searches in"), max_length=10, choices=directory_scopes, default=DirectoryScope.BELOW)

    directory_panels = [FieldPanel("introduction"), FieldPanel("scope")]
    override_translatable_fields = [SynchronizedField("scope", overridable=False)]

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["search"] = DirectoryView(self, request, context["essaimage"])
        return context
