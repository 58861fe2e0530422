"""Blocks that know nothing of the plugin: each of Wagtail's own, bare and filled in."""

from decimal import Decimal

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

CHOICES = [("a", "A"), ("b", "B")]
FILLED = {
    "char": (blocks.CharBlock(), "x"),
    "text": (blocks.TextBlock(), "x"),
    "rich": (blocks.RichTextBlock(), "<p>x</p>"),
    "quote": (blocks.BlockQuoteBlock(), "x"),
    "html": (blocks.RawHTMLBlock(), "<b>x</b>"),
    "email": (blocks.EmailBlock(), "a@example.org"),
    "url": (blocks.URLBlock(), "https://example.org"),
    "regex": (blocks.RegexBlock("x"), "x"),
    "integer": (blocks.IntegerBlock(), 3),
    "zero": (blocks.IntegerBlock(), 0),
    "decimal": (blocks.DecimalBlock(), Decimal("1.5")),
    "float": (blocks.FloatBlock(), 1.5),
    "date": (blocks.DateBlock(), "2020-01-01"),
    "time": (blocks.TimeBlock(), "10:00"),
    "datetime": (blocks.DateTimeBlock(), "2020-01-01T10:00:00Z"),
    "boolean": (blocks.BooleanBlock(), True),
    "choice": (blocks.ChoiceBlock(choices=CHOICES), "a"),
    "choices": (blocks.MultipleChoiceBlock(choices=CHOICES), ["a"]),
    "struct": (blocks.StructBlock([("words", blocks.CharBlock())]), {"words": "x"}),
    "choice_in_struct": (blocks.StructBlock([("kind", blocks.ChoiceBlock(choices=CHOICES))]), {"kind": "b"}),
    "list": (blocks.ListBlock(blocks.CharBlock()), ["x"]),
    "stream": (blocks.StreamBlock([("words", blocks.CharBlock())]), [{"type": "words", "value": "x", "id": "1"}]),
    "table": (TableBlock(), {"data": [["x"]], "first_row_is_table_header": False, "first_col_is_header": False}),
    "typed_table": (
        TypedTableBlock([("words", blocks.CharBlock())]),
        {"columns": [{"type": "words", "heading": "A"}], "rows": [{"values": ["x"]}]},
    ),
    "embed": (EmbedBlock(), "https://www.youtube.com/watch?v=x"),
}
CHOOSERS = {
    "page": blocks.PageChooserBlock(),
    "document": DocumentChooserBlock(),
    "snippet": SnippetChooserBlock("essaimage_wagtail.Organisation"),
    "image": ImageChooserBlock(),
    "image_block": ImageBlock(),
}


def stream(name, block, value):
    body = blocks.StreamBlock([(name, block)])
    return body.to_python([{"type": name, "value": value, "id": "1"}])
