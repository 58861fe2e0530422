"""The demonstration's page of components: what it makes of each block's preview, and the page itself."""

import pytest
from django.utils.translation import override
from wagtail import blocks

from essaimage_wagtail.blocks import SheetBody
from essaimage_wagtail.blocks.base import ChoiceBlock, KeptCharBlock, is_blank
from example_site.home import variants

from .browsing import DESKTOP, PHONE, is_whole

SECTIONS = SheetBody().child_blocks
NEEDS_AN_IMAGE = {"picture", "gallery"}
WRITTEN = blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock
SMALL_PHONE = {"width": 320, "height": 700}


def texts(block, value):
    """What the author wrote in a value, as it is stored."""
    if isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from texts(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value or []:
            yield from texts(block.child_block, item["value"])
    elif value and isinstance(block, WRITTEN) and not isinstance(block, KeptCharBlock):
        yield str(value)


def states(block, value):
    """The choices of a value, each with the block that offers it."""
    if isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from states(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value or []:
            yield from states(block.child_block, item["value"])
    elif isinstance(block, ChoiceBlock):
        yield block.label, value


def offered(block):
    if isinstance(block, blocks.BaseStructBlock):
        return [pair for child in block.child_blocks.values() for pair in offered(child)]
    if isinstance(block, blocks.ListBlock):
        return offered(block.child_block)
    if isinstance(block, ChoiceBlock):
        return [(block.label, block.to_python(value)) for value, _label in block.field.choices if value != ""]
    return []


@pytest.mark.django_db
@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_variant_is_a_value_of_the_block(name, language):
    block = SECTIONS[name]
    with override(language):
        stored = variants.preview(block)
    long = variants.with_long_words(block, stored, language == "ar")
    little = variants.with_little(block, stored)
    if name not in NEEDS_AN_IMAGE:
        assert not is_blank(block, block.to_python(long))
        assert not is_blank(block, block.to_python(little))
    assert len(list(texts(block, long))) >= len(list(texts(block, stored)))
    assert all(variants.LONG[language == "ar"] in text for text in texts(block, long))
    assert len(list(texts(block, little))) <= len(list(texts(block, stored)))
    for value in variants.in_every_state(block, stored):
        block.to_python(value)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SECTIONS)
def test_every_choice_of_a_block_is_shown(name):
    block = SECTIONS[name]
    shown = {pair for value in variants.in_every_state(block, variants.preview(block)) for pair in states(block, value)}
    assert set(offered(block)) <= shown


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "viewport", [{"width": 320, "height": 700}, PHONE, DESKTOP], ids=lambda size: str(size["width"])
)
def test_nothing_is_cut_off_on_the_page_of_components(demo, new_page, language, viewport):
    tab = new_page(viewport=viewport)
    answer = tab.goto(f"{demo}/{language}/composants/")
    assert answer.status == 200
    assert answer.headers["x-robots-tag"] == "noindex"
    assert tab.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert tab.locator(".home-components section").count() == len(SECTIONS) + 1
    is_whole(tab)
