"""Base classes and short constructors of the blocks of a sheet."""

from collections.abc import Mapping
from functools import partial

from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock

from ..doubts import Doubt

PROSE = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]
"""Rich text features of a section; h2 belongs to the section's own heading."""


class _NullIsEmpty:
    """Text for which null (an import, code, a child added later) is empty: wagtail-localize fails on null
    (https://github.com/wagtail/wagtail-localize/issues/690)."""

    def to_python(self, value):
        return super().to_python("" if value is None else value)

    def normalize(self, value):
        return super().normalize("" if value is None else value)


class LineBlock(_NullIsEmpty, blocks.CharBlock):
    pass


class ParagraphBlock(_NullIsEmpty, blocks.TextBlock):
    pass


class ProseBlock(_NullIsEmpty, blocks.RichTextBlock):
    pass


def text(label, help_text="", **kwargs):
    """A line of text that is optional, translated, and never null."""
    return LineBlock(required=False, default="", label=label, help_text=help_text, **kwargs)


def paragraph(label, help_text="", **kwargs):
    """A few lines of plain text, optional, translated, and never null."""
    kwargs.setdefault("rows", 2)
    return ParagraphBlock(required=False, default="", label=label, help_text=help_text, **kwargs)


def prose(label, help_text=""):
    return ProseBlock(required=False, default="", features=PROSE, label=label, help_text=help_text)


class EntriesBlock(blocks.ListBlock):
    """A list for which null (an import, a child added later) is an empty one.

    Editors see it as a table (:mod:`.rows`) where its ``Meta`` or its child's names ``columns``: the fields that stand
    in the line of an entry. The other fields unfold on demand.
    """

    def to_python(self, value):
        return super().to_python(value or [])

    def bulk_to_python(self, values):
        return super().bulk_to_python([value or [] for value in values])

    def normalize(self, value):
        return super().normalize([] if value is None else value)

    def columns(self):
        """The names of the child's fields that stand in the line of an entry; none for Wagtail's own form."""
        if not isinstance(self.child_block, blocks.BaseStructBlock) or getattr(
            self.child_block.meta, "form_template", None
        ):
            return []
        own = getattr(self.child_block.meta, "columns", ())
        names = own if self.meta.columns is None else self.meta.columns
        return [name for name in names if name in self.child_block.child_blocks]

    class Meta:
        columns = None


def entries(child, label, help_text=""):
    """A list that starts empty."""
    return EntriesBlock(child, required=False, default=[], label=label, help_text=help_text)


def attribution():
    return text(
        _("According to"),
        _("Whose reading is this? For example: “the bearer’s annual report, 2023” or “our own reading”."),
    )


class KeptCharBlock(_NullIsEmpty, blocks.CharBlock):
    """Text that is the same in every language (a code, a currency, a licence): never sent to the
    translator. wagtail-localize asks a block for its segments, and gives them back the same way."""

    def get_translatable_segments(self, value):
        return []

    def restore_translated_segments(self, value, segments):
        return value

    def get_searchable_content(self, value):
        return []


class ChoiceBlock(blocks.ChoiceBlock):
    """A choice whose label is not searched: it is the interface's word, not the author's."""

    def get_field(self, choices, **kwargs):
        """Give the empty choice a label of ours: Wagtail's is translated into few languages, and shown in the site's
        language, not the editor's, in all others."""
        return super().get_field(choices=partial(_with_a_name_for_none, choices), **kwargs)

    def get_searchable_content(self, value):
        return []


def _with_a_name_for_none(choices):
    return [(value, label if value else _("Not specified")) for value, label in choices()]


class ScoreBlock(ChoiceBlock):
    """A whole number on a short scale, stored as an integer."""

    def __init__(self, words, **kwargs):
        """``words``: the labels from 1 upwards."""
        choices = [(number, format_lazy("{} – {}", number, word)) for number, word in enumerate(words, start=1)]
        super().__init__(choices=choices, required=False, **kwargs)

    def to_python(self, value):
        return int(value) if value not in (None, "") else None

    def value_from_form(self, value):
        return self.to_python(value)

    def get_prep_value(self, value):
        return self.to_python(value)


class CompleteStructBlock(blocks.StructBlock):
    """A struct whose value always has every child, even when code gave only some of them."""

    def normalize(self, value):
        given = value or {}
        return super().normalize(
            {name: given.get(name, child.get_default()) for name, child in self.child_blocks.items()}
        )


class SectionValue(blocks.StructValue):
    """A section's value: whether it is blank, and which of its values look wrong."""

    @cached_property
    def is_blank(self):
        return is_blank(self.block, self)

    def filled_rows(self, name):
        """The items of the list ``name`` in which an editor put something."""
        child = self.block.child_blocks[name].child_block
        return [row for row in self[name] or [] if not is_blank(child, row)]

    def doubts_about(self, name, child, is_doubtful, sentence):
        """A :class:`~..doubts.Doubt` for each row of the list ``name`` in which something looks wrong, at its field
        ``child``. ``is_doubtful`` and ``sentence`` are functions of a row."""
        return [
            Doubt(sentence(row.value), f"{name}.{row.id}.{child}" if row.id else name)
            for row in self[name].bound_blocks
            if not is_blank(row.block, row.value) and is_doubtful(row.value)
        ]

    @property
    def heading(self):
        """The heading above the section; empty where the section continues the one before."""
        return self.block.label

    def warnings(self):
        """Sentences about values that look wrong: the section is saved all the same, and the editor is told.

        A :class:`~..doubts.Doubt` also says in which field of the section.
        """
        return []


class PassageValue(SectionValue):
    @property
    def heading(self):
        return self.get("title", "")


class SectionBlock(CompleteStructBlock):
    """One section of a sheet: a heading (the block's label, see :attr:`SectionValue.heading`) over what was filled in.

    Every field is optional, so that a half-filled section always saves, and a template shows nothing
    about what is missing.
    """

    class Meta:
        value_class = SectionValue
        group = _("Sections")
        preview_template = "essaimage_wagtail/blocks/preview.html"


class PassageBlock(SectionBlock):
    """Text, images or voices. They continue the section above, unless they have a title of their own."""

    class Meta:
        value_class = PassageValue
        group = _("Text, images and voices")


CHOICES = BaseChoiceBlock | blocks.BooleanBlock


def is_blank(block, value):
    """Whether an editor has put nothing in ``value``.

    Choices, scores, booleans and currencies do not count: they may be there by default.
    """
    if value is None or value == "":
        return True
    if isinstance(block, blocks.BaseStructBlock) and isinstance(value, Mapping):  # an ImageBlock's is an image
        return all(is_blank(child, value.get(name)) for name, child in block.child_blocks.items())
    if isinstance(block, blocks.ListBlock):
        return all(is_blank(block.child_block, item) for item in value)
    if isinstance(block, blocks.BaseStreamBlock):
        return all(is_blank(item.block, item.value) for item in value)
    if isinstance(block, blocks.RichTextBlock):
        return not value or is_blank_html(value.source)
    if isinstance(block, CHOICES | KeptCharBlock):
        return True
    if isinstance(value, str):
        return not value.strip()
    # A block that is neither a field nor one of the above, such as a table of another package.
    return not isinstance(block, blocks.FieldBlock) and block.get_prep_value(value) == block.get_prep_value(
        block.get_default()
    )


def is_blank_html(source):
    """Whether rich text holds neither text nor an embed (Draftail stores ``<p></p>`` for an empty field)."""
    return not strip_tags(source).replace("\xa0", " ").strip() and "<embed" not in source


# Any block can be a section of a sheet, those of Wagtail and of other packages too.


def is_blank_section(section):
    """Whether a section shows nothing. ``section``: a block of a stream with its value (``StreamChild``).

    A block without a :class:`SectionValue` shows something as soon as a choice in it differs from the default, too.
    """
    if isinstance(section.value, SectionValue):
        return section.value.is_blank
    if isinstance(section.block, blocks.StaticBlock):
        return False
    return is_blank(section.block, section.value) and not _is_chosen(section.block, section.value)


def _is_chosen(block, value):
    if isinstance(block, blocks.BaseStructBlock) and isinstance(value, Mapping):
        return any(_is_chosen(child, value.get(name)) for name, child in block.child_blocks.items())
    if isinstance(block, blocks.ListBlock):
        return any(_is_chosen(block.child_block, item) for item in value or [])
    if isinstance(block, blocks.BaseStreamBlock):
        return any(_is_chosen(item.block, item.value) for item in value or [])
    return isinstance(block, CHOICES) and bool(value) and value != block.get_default()


def heading_of(section):
    """The heading above a section; that of a block without a :class:`SectionValue` is its label."""
    return section.value.heading if isinstance(section.value, SectionValue) else section.block.label


def warnings_of(section):
    """Sentences about values of a section that look wrong."""
    return section.value.warnings() if isinstance(section.value, SectionValue) else []
