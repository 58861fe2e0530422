"""The sizes in which images are shown, and how to fetch them in bulk.

Templates ask for these and nothing else. Bitmaps become WebP; a drawing (SVG) stays one.
"""

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.models import Filter
from wagtail.images.utils import to_svg_safe_spec

CARD_RENDITION = "fill-720x480|format-webp|preserve-svg"
"""A cover on a card: three to two, twice the width that a card has on a phone."""

COVER_RENDITION = "fill-1280x853|format-webp|preserve-svg"
"""A cover at the top of its page."""

PICTURE_RENDITION = "width-1280|format-webp|preserve-svg"
"""A picture in the text, in its own proportions."""

SHARED_RENDITION = "fill-1200x630|format-jpeg|preserve-svg"
"""A cover where somebody shares the page's address: the size that social networks ask for, in a format
that all of them know."""

RENDITIONS = {"card": CARD_RENDITION, "cover": COVER_RENDITION, "picture": PICTURE_RENDITION}


def _stored(spec):
    """The two specs under which Wagtail stores a rendition of ``spec``: of a bitmap, and of a drawing."""
    return spec.removesuffix("|preserve-svg"), to_svg_safe_spec(spec)


STORED = {spec: _stored(spec) for spec in (*RENDITIONS.values(), SHARED_RENDITION)}


def prefetch_renditions(images, *specs):
    """Fetch the renditions that exist of these images in these sizes: from Wagtail's cache of renditions if it has them
    all, else in one query. Wagtail makes the others when a template asks for them."""
    images = [image for image in images if image]
    if not images:
        return
    model = get_image_model().get_rendition_model()
    keys = {
        (image.pk, spec): _cache_key(model, image, STORED[spec][image.is_svg()]) for image in images for spec in specs
    }
    cached = model.cache_backend.get_many(keys.values())
    if len(cached) == len(set(keys.values())):
        for image in images:
            image.prefetched_renditions = [cached[keys[image.pk, spec]] for spec in specs]
        return
    wanted = [stored for spec in specs for stored in STORED[spec]]
    renditions = model.objects.filter(filter_spec__in=wanted)
    prefetch_related_objects(images, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))


def _cache_key(model, image, spec):
    return model.construct_cache_key(image, Filter(spec).get_cache_key(image), spec)
