"""The directory: lists and searches what is below it, or the whole site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.fields import RichTextField

from ..choices import DirectoryContent, directory_contents
from .page import PageFields
from .translation import same_in_every_language


class DirectoryScope(models.TextChoices):
    BELOW = "below", _("What is below this page")
    SITE = "site", _("The whole site")


def directory_scopes():
    return DirectoryScope.choices


class DirectoryFields(PageFields):
    shows_others = True

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One or two sentences."),
    )
    scope = models.CharField(_("searches in"), max_length=10, choices=directory_scopes, default=DirectoryScope.BELOW)

    lists = models.CharField(
        pgettext_lazy("what a directory does", "lists"),
        max_length=20,
        choices=directory_contents,
        default=DirectoryContent.EVERYTHING,
    )

    override_translatable_fields = same_in_every_language(["scope", "lists"])

    class Meta:
        abstract = True
