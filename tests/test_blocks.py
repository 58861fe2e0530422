"""Every block: described, previewed, rendered whatever is missing, searched and translated as declared."""

from decimal import Decimal

import pytest
from django.template.loader import get_template
from django.utils import translation
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from essaimage_wagtail.blocks import SheetBody, is_blank
from essaimage_wagtail.blocks.base import ChoiceBlock, KeptCharBlock
from essaimage_wagtail.pages.models import SheetPage

BODY = SheetBody()
SECTIONS = sorted(BODY.child_blocks)

# What the translator gets of each block, by path below the block; lists as "[]". Everything else stays.
SEGMENTS = {
    "activities": {"text", "attribution"},
    "actors": {
        "introduction",
        "actors.[].name",
        "actors.[].role",
        "actors.[].contribution",
        "actors.[].territory",
        "actors.[].works_with",
        "attribution",
    },
    "budget": {"introduction", "lines.[].label", "attribution"},
    "conditions": {"introduction", "conditions.[].title", "conditions.[].why", "attribution"},
    "context": {"text", "attribution"},
    "description": {"text", "attribution"},
    "documents": {"title", "documents.[].title", "documents.[].description", "attribution"},
    "evaluation": {"by", "period", "method", "findings", "report_title", "attribution"},
    "framing": {"scope", "limits", "is_not", "attribution"},
    "gallery": {"title", "pictures.[].alt", "pictures.[].caption", "pictures.[].credit"},
    "governance": {"text", "attribution"},
    "lessons": {"worked", "failed", "attribution"},
    "means": {"introduction", "means.[].name", "means.[].unit", "means.[].note", "attribution"},
    "need": {"need", "objectives.[]", "attribution"},
    "picture": {"alt", "caption", "credit"},
    "planning": {
        "introduction",
        "actions.[].name",
        "actions.[].owner",
        "actions.[].note",
        "attribution",
    },
    "quotation": {"text", "author", "work"},
    "results": {
        "introduction",
        "indicators.[].name",
        "indicators.[].unit",
        "indicators.[].period",
        "indicators.[].source",
        "indicators.[].counter_source",
        "indicators.[].note",
        "attribution",
    },
    "swot": {"strengths.[]", "weaknesses.[]", "opportunities.[]", "threats.[]", "attribution"},
    "testimony": {"text", "speaker", "occasion"},
    "transferability": {"introduction", "core.[]", "variables.[]", "attribution"},
    "video": {"title", "transcript", "credit"},
    "text": {"title", "text", "attribution"},
    "vigilance": {
        "points.[].title",
        "points.[].consequence",
        "points.[].response",
        "attribution",
    },
}

NEEDS_AN_IMAGE = {"gallery", "picture"}


def full(block):
    """A value with every child filled in: texts say their own name."""
    if isinstance(block, blocks.BaseStructBlock):
        return {name: full(child) or name for name, child in block.child_blocks.items() if not is_chooser(child)}
    if isinstance(block, blocks.ListBlock):
        return [{"type": "item", "value": full(block.child_block) or "item", "id": "item"}]
    if isinstance(block, blocks.RichTextBlock):
        return "<p>words</p>"
    if isinstance(block, blocks.ChoiceBlock):
        return next(value for value, _label in block.field.choices if value != "")
    if isinstance(block, blocks.BooleanBlock):
        return True
    if isinstance(block, blocks.URLBlock):
        return "https://example.org/"
    if isinstance(block, KeptCharBlock):
        return "EUR"
    if isinstance(block, blocks.DecimalBlock):
        return "12.5"
    if isinstance(block, blocks.IntegerBlock):
        return 2020
    if isinstance(block, blocks.DateBlock):
        return "2026-03-01"
    return "words"


def is_chooser(block):
    return isinstance(block, ImageChooserBlock | DocumentChooserBlock)


def stream(name, value):
    return BODY.to_python([{"type": name, "value": value, "id": "block"}])


def test_every_section_is_listed_here():
    assert set(SEGMENTS) == set(SECTIONS)


@pytest.mark.parametrize("name", SECTIONS)
def test_described(name):
    block = BODY.child_blocks[name]
    assert block.label
    assert block.get_description()
    assert block.meta.icon != "placeholder"
    get_template(block.meta.template)
    assert block.is_previewable
    for child in leaves(block):
        assert child.label, child


def leaves(block):
    if isinstance(block, blocks.BaseStructBlock):
        for child in block.child_blocks.values():
            yield from leaves(child)
    elif isinstance(block, blocks.ListBlock):
        yield from leaves(block.child_block)
    else:
        yield block


@pytest.mark.django_db
@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_preview_renders(name, language, rf):
    block = BODY.child_blocks[name]
    with translation.override(language):
        value = block.get_preview_value()
        context = block.get_preview_context(value)
        template = get_template(block.get_preview_template(value, context))
        html = template.render(
            {**context, "block_def": block, "bound_block": block.bind(value), "page_title": "Preview"},
            rf.get("/"),
        )
    assert "<!doctype html>" in html.lower()
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
    if name not in NEEDS_AN_IMAGE:
        assert not is_blank(block, value)


@pytest.mark.parametrize("name", SECTIONS)
def test_no_text_is_searched_but_what_authors_wrote(name):
    block = BODY.child_blocks[name]
    value = stream(name, full(block))[0].value
    words = set(" ".join(map(str, block.get_searchable_content(value))).split())
    labels = {
        str(label) for child in leaves(block) if isinstance(child, ChoiceBlock) for _v, label in child.field.choices
    }
    assert words
    assert "EUR" not in words
    assert not words & labels


@pytest.mark.parametrize("name", SECTIONS)
def test_segments_are_those_declared(name):
    block = BODY.child_blocks[name]
    value = stream(name, full(block))
    segments = StreamFieldSegmentExtractor(SheetPage._meta.get_field("body")).handle_stream_block(value)
    paths = {
        segment.path.removeprefix("block.").replace(".item", ".[]")
        for segment in segments
        if isinstance(segment, StringSegmentValue)
    }
    assert paths == SEGMENTS[name]


def render(name, value):
    block = BODY.child_blocks[name]
    python = stream(name, value)[0].value
    return block.render(python), python


def variants(block):
    """Half-filled values: nothing, one child alone, null everywhere, each list with an empty entry."""
    complete = full(block)
    yield {}
    yield dict.fromkeys(block.child_blocks)
    for name in block.child_blocks:
        if name in complete:
            yield {name: complete[name]}
            yield {other: value for other, value in complete.items() if other != name}
    for name, child in block.child_blocks.items():
        if isinstance(child, blocks.ListBlock):
            yield {name: []}
            empty = {} if isinstance(child.child_block, blocks.BaseStructBlock) else ""
            yield {**complete, name: [{"type": "item", "value": empty, "id": "item"}]}
            if isinstance(child.child_block, blocks.BaseStructBlock):
                null = dict.fromkeys(child.child_block.child_blocks)
                yield {**complete, name: [{"type": "item", "value": null, "id": "item"}]}
                for part, filled in complete[name][0]["value"].items():
                    yield {name: [{"type": "item", "value": {part: filled}, "id": "item"}]}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SECTIONS)
def test_half_filled_renders(name):
    for value in variants(BODY.child_blocks[name]):
        html, _python = render(name, value)
        assert ">None<" not in html.replace(" ", ""), value
        for tag in ("h2", "h3", "h4", "p", "li", "dt", "dd", "th", "caption", "figcaption", "a"):
            assert f"<{tag}></{tag}>" not in "".join(html.split()), value


@pytest.mark.django_db  # Django asks SQLite for its limits before it reads no row at all
@pytest.mark.parametrize("name", SECTIONS)
def test_blank_is_blank(name):
    block = BODY.child_blocks[name]
    for value in ({}, dict.fromkeys(block.child_blocks)):
        assert stream(name, value)[0].value.is_blank
    if name not in NEEDS_AN_IMAGE:
        assert not stream(name, full(block))[0].value.is_blank


@pytest.mark.django_db
def test_long_tables_render():
    actors = [{"type": "item", "value": {"name": f"Actor {n}", "influence": n % 6}, "id": str(n)} for n in range(40)]
    html, _value = render("actors", {"actors": actors})
    assert html.count("Actor ") >= 40
    lines = [
        {"type": "item", "value": {"label": f"Line {n}", "amount": str(n - 30), "side": "expense"}, "id": str(n)}
        for n in range(60)
    ]
    html, value = render("budget", {"lines": lines})
    assert value.sides()[0]["total"] == Decimal(sum(n - 30 for n in range(60)))


def budget(*lines, **kwargs):
    items = [{"type": "item", "value": {"label": "x", **line}, "id": str(n)} for n, line in enumerate(lines)]
    return stream("budget", {"lines": items, **kwargs})[0].value


def test_budget_is_exact_and_points_out_a_difference():
    value = budget(
        {"side": "expense", "amount": "0.10"},
        {"side": "expense", "amount": "0.20"},
        {"side": "income", "amount": "0.30"},
    )
    assert value.balance() == Decimal("0.00")
    assert value.warnings() == []
    value = budget({"side": "expense", "amount": "10"}, {"side": "income", "amount": "7.50"})
    assert value.balance() == Decimal("-2.50")
    assert "-2,50" in value.warnings()[0]


def test_budget_with_one_side_has_no_balance():
    assert budget({"side": "expense", "amount": "10"}).balance() is None
    assert budget({"side": "expense", "amount": "10"}, {"side": "income"}).warnings() == []


@pytest.mark.parametrize(
    ("indicator", "percent"),
    [
        ({"value": "50", "target": "100"}, 50),
        ({"value": "30", "baseline": "20", "target": "40"}, 50),
        ({"value": "5", "baseline": "10", "target": "0"}, 50),
        ({"value": "0", "target": "100"}, 0),
        ({"value": "900", "target": "100"}, 100),
        ({"value": "-5", "target": "100"}, 0),
        ({"value": "5"}, None),
        ({"target": "5"}, None),
        ({"value": "5", "baseline": "5", "target": "5"}, None),
    ],
)
def test_progress_of_an_indicator(indicator, percent):
    items = [{"type": "item", "value": {"name": "x", **indicator}, "id": "1"}]
    (row,) = stream("results", {"indicators": items})[0].value.rows()
    assert row.progress() == percent


@pytest.mark.django_db
def test_contested_figure_looks_contested():
    items = [{"type": "item", "value": {"name": "Autonomy", "value": "83", "unit": "%"}, "id": "1"}]
    plain, value = render("results", {"indicators": items})
    assert "contested" not in plain.lower()
    assert value.warnings()
    items[0]["value"] |= {"contested": True, "counter_source": "Someone serious", "source": "A report"}
    with translation.override("en"):
        contested, value = render("results", {"indicators": items})
    assert "contested" in contested.lower()
    assert "Someone serious" in contested
    assert value.warnings() == []
