"""The sizes in which images are shown, and how to fetch them in bulk.

Templates ask for these and nothing else. Bitmaps become AVIF, where Pillow writes it, and WebP, each in several widths
of which a browser takes one; a drawing (SVG) stays one, and fits any width.
"""

import logging
from dataclasses import dataclass
from functools import cache

from django.db import DatabaseError
from django.db.models import Prefetch, prefetch_related_objects
from PIL import features
from wagtail.images import get_image_model
from wagtail.images.models import Filter

logger = logging.getLogger(__name__)

SHARED_RENDITION = "fill-1200x630|format-jpeg|preserve-svg"
"""A cover where somebody shares the page's address: the size that social networks ask for, in a format
that all of them know."""


@dataclass(frozen=True)
class Size:
    """``operations``: Wagtail's, from the narrowest to the widest; ``widths``: of what they make, in pixels; ``slot``:
    how wide the picture is shown, for the attribute ``sizes``; ``height``: of what they make, for a width of 1."""

    operations: tuple[str, ...]
    widths: tuple[int, ...]
    slot: str
    height: float = 0

    def operations_for(self, image):
        """The operations that make different pictures of an image: none enlarges it."""
        if image.is_svg():
            return self.operations[-1:]
        # The camera may have been turned, so that either side may be the width.
        widest = max(self._widest(image.width, image.height), self._widest(image.height, image.width))
        narrower = sum(width < widest for width in self.widths)
        return self.operations[: narrower + 1]

    def _widest(self, width, height):
        return min(width, height / self.height) if self.height else width


SIZES = {
    "card": Size(("fill-360x240", "fill-720x480"), (360, 720), "(max-width: 36rem) 9rem, 24rem", 2 / 3),
    "cover": Size(("fill-640x427", "fill-1280x853"), (640, 1280), "(max-width: 54rem) 100vw, 36rem", 2 / 3),
    "picture": Size(("width-640", "width-1280"), (640, 1280), "(max-width: 48rem) 100vw, 44rem"),
    "gallery": Size(("width-640", "width-1280"), (640, 1280), "(max-width: 36rem) 100vw, 22rem"),
}
"""A cover on a card (three to two), a cover at the top of its page (the same), a picture in the text in its own
proportions, and one of several side by side."""


@cache
def formats():
    """The formats of pictures, that of the smallest files first; every browser knows the last one."""
    return tuple(name for name in ("avif", "webp") if name in features.get_supported_modules())


def specs(image, size):
    """The specs of an image in one of :data:`SIZES`, format by format, each from the narrowest to the widest."""
    operations = SIZES[size].operations_for(image)
    if image.is_svg():
        return list(operations)
    return [f"{operation}|format-{name}" for name in formats() or ("jpeg",) for operation in operations]


def shared_spec(image):
    """The spec under which Wagtail stores :data:`SHARED_RENDITION`."""
    return SHARED_RENDITION.partition("|")[0] if image.is_svg() else SHARED_RENDITION.removesuffix("|preserve-svg")


def renditions_of(image, size):
    """``{spec: rendition}`` of an image in one of :data:`SIZES`, made where they are missing; empty if they cannot be.

    The file may be gone, or be no picture that Pillow reads: a page is shown without it, whatever happens.
    """
    found = {}
    for spec, rendition in _made(image, specs(image, size)).items():
        # An image that lies on its side is narrower than it seems: two sizes of it may be the same picture.
        found.setdefault((spec.rpartition("|")[2], rendition.width), (spec, rendition))
    return dict(found.values())


def fallback(renditions):
    """Of :func:`renditions_of`, the narrowest in the format that every browser knows, which is the last one."""
    form = next(reversed(renditions)).rpartition("|")[2]
    return next(rendition for spec, rendition in renditions.items() if spec.endswith(form))


def shared_rendition(image):
    """An image as :data:`SHARED_RENDITION`, or ``None`` as :func:`renditions_of` has none."""
    return next(iter(_made(image, [SHARED_RENDITION]).values()), None)


def _made(image, wanted):
    try:
        return image.get_renditions(*wanted)
    except DatabaseError:
        raise
    except Exception as problem:
        # Pillow and Willow have no exception of their own for what they cannot read.
        logger.warning("Image %s cannot be shown (%s): %r", image.pk, image.file.name, problem)
        return {}


def prefetch_renditions(images, *sizes, shared=False):
    """Fetch the renditions that exist of these images in these :data:`SIZES` (and as :data:`SHARED_RENDITION`): from
    Wagtail's cache of renditions if it has them all, else in one query. Wagtail makes the others when a template asks
    for them."""
    images = [image for image in images if image]
    if not images:
        return
    wanted = {
        image.pk: [spec for size in sizes for spec in specs(image, size)] + ([shared_spec(image)] if shared else [])
        for image in images
    }
    model = get_image_model().get_rendition_model()
    keys = {(image.pk, spec): _cache_key(model, image, spec) for image in images for spec in wanted[image.pk]}
    cached = model.cache_backend.get_many(keys.values())
    if len(cached) == len(set(keys.values())):
        for image in images:
            image.prefetched_renditions = [cached[keys[image.pk, spec]] for spec in wanted[image.pk]]
    else:
        stored = {spec for found in wanted.values() for spec in found}
        renditions = model.objects.filter(filter_spec__in=stored)
        prefetch_related_objects(images, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))
    for image in images:
        for rendition in image.prefetched_renditions:
            # Its alternative text is the image's, which it would ask for.
            rendition.image = image


def _cache_key(model, image, spec):
    return model.construct_cache_key(image, Filter(spec).get_cache_key(image), spec)
