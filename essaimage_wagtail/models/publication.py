"""What sheets, methods and commons show of themselves in the same way."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from ..licences import default_licence, licence_choices
from .fields import CountedManyToManyField, SourcesField
from .page import PageFields


class PublicationFields(PageFields):
    """A page with a pitch, a cover, themes, a licence and sources."""

    pitch = models.CharField(
        _("pitch"),
        max_length=280,
        help_text=_(
            "One or two sentences that make someone want to read on. Example: “Neighbours mend what "
            "others would throw away, over coffee.”"
        ),
    )
    cover = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("cover image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cover_alt = models.CharField(
        _("what the cover shows"),
        max_length=255,
        blank=True,
        help_text=_("Read aloud to people who do not see it. Leave empty if it only decorates."),
    )
    themes = CountedManyToManyField("essaimage_wagtail.Theme", verbose_name=_("themes"), blank=True, related_name="+")
    licence = models.CharField(
        _("licence"), max_length=40, choices=licence_choices, default=default_licence, blank=True
    )
    citation = models.CharField(
        _("how to cite"), max_length=500, blank=True, help_text=_("Made from title and date if left empty.")
    )
    sources = SourcesField(
        verbose_name=_("sources"),
        blank=True,
        help_text=_("Where what this page says comes from."),
    )
    fictional = models.BooleanField(
        _("made-up example"),
        default=False,
        help_text=_("The page then says to everyone that this does not exist."),
    )

    SAME_IN_EVERY_LANGUAGE = ("cover", "themes", "licence", "fictional")

    class Meta:
        abstract = True
