"""Choosers of images and documents, which a page can fetch for all of its blocks at once.

Wagtail fetches what is chosen once for each chooser of each type of block: six queries for a sheet with a
picture, a gallery, a film and documents. Within :func:`chosen_together` it is one for each model.
"""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock as WagtailDocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock as WagtailImageChooserBlock

_known = ContextVar("essaimage_chosen", default=None)


class _KnownMixin:
    def bulk_to_python(self, values):
        known = (_known.get() or {}).get(self.model_class)
        if known is None:
            return super().bulk_to_python(values)
        return [known.get(pk) for pk in values]


class ImageChooserBlock(_KnownMixin, WagtailImageChooserBlock):
    pass


class DocumentChooserBlock(_KnownMixin, WagtailDocumentChooserBlock):
    pass


@contextmanager
def chosen_together(streams):
    """Fetch the images and documents that these streams choose while they are read: one query for each model."""
    wanted = defaultdict(set)
    for stream in streams:
        for item in stream.raw_data:
            _collect(stream.stream_block.child_blocks.get(item["type"]), item["value"], wanted)
    token = _known.set({model: model.objects.in_bulk(pks) for model, pks in wanted.items()})
    try:
        yield
    finally:
        _known.reset(token)


def _collect(block, value, wanted):
    """Primary keys in a block's stored value, by model."""
    if value is None:
        return
    if isinstance(block, _KnownMixin):
        wanted[block.model_class].add(value)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            _collect(child, value.get(name), wanted)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            _collect(block.child_block, item["value"] if _is_item(item) else item, wanted)


def _is_item(item):
    """The values of a stored list: Wagtail stores items with an id, and still reads older lists of bare values."""
    return isinstance(item, dict) and item.get("type") == "item"
