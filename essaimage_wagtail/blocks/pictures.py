"""Pictures, alone or several, each with its alternative text, caption and credit."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model

from .base import CompleteStructBlock, PassageBlock, PassageValue, entries, text
from .choosers import ImageChooserBlock

ALT_HELP = _("Read aloud to people who do not see it. Leave empty if it only decorates.")
CREDIT_HELP = _("Who made it, and under which licence.")


def latest_images(count):
    """The latest images of the site, for a preview in the admin that looks like its pages."""
    return list(get_image_model().objects.order_by("-pk")[:count])


class PictureValue(PassageValue):
    @property
    def is_blank(self):
        """Blank without an image, even with a caption."""
        return not self["image"]


class PictureBlock(PassageBlock):
    image = ImageChooserBlock(required=False, label=_("Image"))
    alt = text(_("What the picture shows"), ALT_HELP)
    caption = text(_("Caption"))
    credit = text(_("Credit"), CREDIT_HELP)

    class Meta:
        label = _("Image")
        description = _("A picture with its description, caption and credit.")
        icon = "image"
        template = "essaimage_wagtail/blocks/picture.html"
        value_class = PictureValue

    def get_preview_value(self):
        images = latest_images(1)
        return self.normalize(
            {"image": images[0] if images else None, "caption": gettext("The hall, half an hour before it opens.")}
        )


class GalleryPictureBlock(CompleteStructBlock):
    image = ImageChooserBlock(required=False, label=_("Image"))
    alt = text(_("What the picture shows"), ALT_HELP)
    caption = text(_("Caption"))
    credit = text(_("Credit"), CREDIT_HELP)

    class Meta:
        label = _("Picture")
        icon = "image"
        label_format = "{caption}"


class GalleryValue(PassageValue):
    @property
    def is_blank(self):
        return not self.shown()

    def shown(self):
        return [picture for picture in self["pictures"] or [] if picture["image"]]


class GalleryBlock(PassageBlock):
    title = text(_("Heading"), _("Leave empty for pictures that continue the section above."))
    pictures = entries(GalleryPictureBlock(), _("Pictures"))

    class Meta:
        label = _("Gallery")
        description = _("Several pictures side by side.")
        icon = "image"
        template = "essaimage_wagtail/blocks/gallery.html"
        value_class = GalleryValue

    def get_preview_value(self):
        captions = [gettext("The hall, half an hour before it opens."), gettext("The same hall at noon.")]
        pictures = [
            {"image": image, "caption": caption} for image, caption in zip(latest_images(2), captions, strict=False)
        ]
        return self.normalize({"title": gettext("A Saturday in pictures"), "pictures": pictures})
