"""StreamFields whose blocks live in code alone, and many-to-many fields whose usages Wagtail counts."""

from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField

from ..blocks import ChecklistBody, MethodBody, SheetBody, SourcesBody


class CodeDefinedStreamField(StreamField):
    """A StreamField of one given StreamBlock, which is not written into migrations.

    The column is JSON for any blocks, so that a changed label or a new block needs no migration.
    The field inside a migration has today's blocks, so that saving a historical model drops nothing.
    """

    body: type

    def __init__(self, block_types=None, **kwargs):
        kwargs.pop("block_lookup", None)
        super().__init__(block_types or self.body, **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup")
        return name, path, [], kwargs


class SheetBodyField(CodeDefinedStreamField):
    body = SheetBody


class SourcesField(CodeDefinedStreamField):
    body = SourcesBody


class MethodBodyField(CodeDefinedStreamField):
    body = MethodBody


class ChecklistField(CodeDefinedStreamField):
    body = ChecklistBody


class CountedManyToManyField(ParentalManyToManyField):
    """Many-to-many, and in Wagtail's reference index, which follows foreign keys alone
    (https://github.com/wagtail/wagtail/issues/9629): so “used n times” counts what is chosen here.

    A usage belongs to the very row that is chosen, not to its translations.
    """

    def deconstruct(self):
        """In migrations it is what it is in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "modelcluster.fields.ParentalManyToManyField", args, kwargs

    def extract_references(self, value):
        """``value``: the rows that are chosen."""
        for row in value:
            yield self.related_model, str(row.pk), "item", f"item.{row.pk}"
