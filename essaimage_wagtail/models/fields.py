"""StreamFields whose blocks live in code alone, and many-to-many fields whose usages Wagtail counts."""

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from modelcluster.fields import ParentalManyToManyField
from wagtail.blocks import BaseStreamBlock, StreamBlock
from wagtail.fields import StreamField

from ..blocks import ChecklistBody, MethodBody, SheetBody, SourcesBody
from ..conf import SETTING, settings


class CodeDefinedStreamField(StreamField):
    """A StreamField of one given StreamBlock, which is not written into migrations.

    The column is JSON for any blocks, so that a changed label or a new block needs no migration.
    The field inside a migration has today's blocks, so that saving a historical model drops nothing.
    """

    body: type[StreamBlock]

    def __init__(self, **kwargs):
        super().__init__(self.body, **kwargs)

    def deconstruct(self):
        """As a plain field does: Wagtail's method would make and describe all blocks, and migrating copies each field
        hundreds of times."""
        return super(StreamField, self).deconstruct()


class SheetBodyField(CodeDefinedStreamField):
    """The sections of a sheet or of a project frame: those of the setting ``SHEET_BLOCKS``, or ``body`` of a subclass.

    The setting is read when the blocks are first asked for: then all apps may be imported.
    """

    body = SheetBody

    @cached_property
    def stream_block(self):
        if self.body is SheetBody:
            self.block_types_arg = sheet_blocks()
        return super().stream_block


def sheet_blocks():
    """The StreamBlock that the setting ``SHEET_BLOCKS`` names, made anew.

    Raises ``ImproperlyConfigured``: with other blocks, saving a sheet would lose those that the site meant.
    """
    path = settings.SHEET_BLOCKS
    try:
        block = import_string(path)()
    except (ImportError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{SETTING}['SHEET_BLOCKS'] names {path!r}, which cannot be used: {error}. Write the dotted path of a "
            "class that inherits from essaimage_wagtail.blocks.SheetBody, or of a function that returns a StreamBlock."
        ) from error
    if not isinstance(block, BaseStreamBlock):
        raise ImproperlyConfigured(
            f"{SETTING}['SHEET_BLOCKS'] names {path!r}, which makes a {type(block).__name__} and not a StreamBlock."
        )
    return block


class SourcesField(CodeDefinedStreamField):
    body = SourcesBody


class MethodBodyField(CodeDefinedStreamField):
    body = MethodBody


class ChecklistField(CodeDefinedStreamField):
    body = ChecklistBody


class CountedManyToManyField(ParentalManyToManyField):
    """A many-to-many field that Wagtail's reference index follows too, so that “used n times” counts its rows; by
    itself the index follows foreign keys alone (https://github.com/wagtail/wagtail/issues/9629).

    A usage belongs to the very row that is chosen, not to its translations.
    """

    def deconstruct(self):
        """Migrations know it as the ``ParentalManyToManyField`` that it is in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "modelcluster.fields.ParentalManyToManyField", args, kwargs

    def extract_references(self, value):
        """``value``: the rows that are chosen."""
        for row in value:
            yield self.related_model, str(row.pk), "item", f"item.{row.pk}"
