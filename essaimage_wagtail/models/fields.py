"""StreamFields whose blocks live in code alone."""

from wagtail.fields import StreamField

from ..blocks import ChecklistBody, MethodBody, SheetBody, SourcesBody


class CodeDefinedStreamField(StreamField):
    """A StreamField of one given StreamBlock, which is not written into migrations.

    The column is JSON whatever the blocks are, so a changed label or a new block asks for no migration.
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
