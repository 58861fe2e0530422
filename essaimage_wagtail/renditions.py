"""The sizes in which images are shown, and how to fetch them in bulk.

Templates ask for these and nothing else. Bitmaps become WebP; a drawing (SVG) stays one.
"""

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.utils import to_svg_safe_spec

CARD_RENDITION = "fill-720x480|format-webp|preserve-svg"
"""A cover on a card: three to two, twice the width that a card has on a phone."""

COVER_RENDITION = "fill-1280x853|format-webp|preserve-svg"
"""A cover at the top of its page."""

PICTURE_RENDITION = "width-1280|format-webp|preserve-svg"
"""A picture in the text, whatever its proportions."""

RENDITIONS = {"card": CARD_RENDITION, "cover": COVER_RENDITION, "picture": PICTURE_RENDITION}


def _stored(spec):
    """The two specs under which Wagtail stores a rendition of ``spec``: of a bitmap, and of a drawing."""
    return spec.removesuffix("|preserve-svg"), to_svg_safe_spec(spec)


PREFETCHED = [stored for spec in RENDITIONS.values() for stored in _stored(spec)]


def prefetch_renditions(images):
    """Fetch what exists of these sizes of these images, in one query; the rest is made when asked for."""
    images = [image for image in images if image]
    if images:
        renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=PREFETCHED)
        prefetch_related_objects(images, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))
