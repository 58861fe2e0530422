"""A picture with its alternative text, caption and credit."""

from django.utils.translation import gettext_lazy as _
from wagtail.images.blocks import ImageChooserBlock

from .base import SectionBlock, SectionValue, text


class PictureValue(SectionValue):
    @property
    def is_blank(self):
        """A caption alone is no picture."""
        return not self["image"]


class PictureBlock(SectionBlock):
    image = ImageChooserBlock(required=False, label=_("Image"))
    alt = text(
        _("What the picture shows"),
        _("Read aloud to people who do not see it. Leave empty if it only decorates."),
    )
    caption = text(_("Caption"))
    credit = text(_("Credit"), _("Who made it, and under which licence."))

    class Meta:
        label = _("Image")
        description = _("A picture with its description, caption and credit.")
        icon = "image"
        template = "essaimage_wagtail/blocks/picture.html"
        value_class = PictureValue
