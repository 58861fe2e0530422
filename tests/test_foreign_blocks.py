"""Blocks that know nothing of the plugin, as sections of a sheet (:mod:`.foreign_blocks`)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from essaimage_wagtail.blocks.base import heading_of, is_blank_section, warnings_of
from essaimage_wagtail.contexts.streams import images_of, sections_of
from essaimage_wagtail.frames import asking
from essaimage_wagtail.mending import mend
from essaimage_wagtail.models.fields import sheet_blocks
from essaimage_wagtail.upgrades import without_questions

from .foreign_blocks import CHOICES, CHOOSERS, FILLED, stream
from .site import image


@pytest.mark.parametrize("name", FILLED)
def test_a_block_is_shown_when_it_is_filled_in(name):
    value = stream(name, *FILLED[name])
    (section,) = sections_of(value)
    assert section.label == heading_of(value[0]) == str(value[0].block.label)
    assert warnings_of(value[0]) == []
    assert images_of(value) == []


@pytest.mark.parametrize("name", [*FILLED, *CHOOSERS])
def test_a_block_is_left_out_when_it_is_as_it_was_added(name):
    block = CHOOSERS[name] if name in CHOOSERS else FILLED[name][0]
    body = blocks.StreamBlock([(name, block)])
    value = blocks.StreamValue(body, [(name, block.get_default())])
    assert is_blank_section(value[0])
    assert sections_of(value) == []


def test_a_choice_with_a_default_is_not_yet_a_choice():
    block = blocks.StructBlock([("kind", blocks.ChoiceBlock(choices=CHOICES, default="a"))])
    assert sections_of(stream("kind", block, {"kind": "a"})) == []
    assert len(sections_of(stream("kind", block, {"kind": "b"}))) == 1


def test_a_static_block_is_always_shown():
    assert len(sections_of(stream("rule", blocks.StaticBlock(), None))) == 1


@pytest.mark.parametrize("name", FILLED)
def test_frames_and_imports_take_it(name):
    """What reads stored sections, and what asks in a form, leaves a block as it is that it does not know."""
    block, stored = FILLED[name]
    value = stream(name, block, stored)
    asked = asking(value.stream_block, [value])
    assert list(asked.child_blocks) == [name]
    raw = value.get_prep_value()
    assert mend(value.stream_block, raw, "seed")[0] is not None
    assert len(without_questions(value.stream_block, raw, [[]])) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "stored"), [(ImageChooserBlock(), int), (ImageBlock(), dict)], ids=["image", "block"]
)
def test_images_of_any_block_are_known(block, stored):
    picture = image()
    value = picture.pk if stored is int else {"image": picture.pk, "alt_text": "x", "decorative": False}
    body = stream("portrait", block, value)
    assert len(sections_of(body)) == 1
    assert asking(body.stream_block, [body]) is not None
    inside = stream(
        "inside", blocks.StreamBlock([("portrait", block)]), [{"type": "portrait", "value": value, "id": "2"}]
    )
    assert [found.pk for found in images_of(body)] == [found.pk for found in images_of(inside)] == [picture.pk]


@pytest.mark.parametrize(
    "path",
    [
        "nothing.there",
        "essaimage_wagtail.blocks.TextBlock",
        "essaimage_wagtail.choices.modes",
        "x",
        "essaimage_wagtail.completeness.assess",
    ],
)
def test_a_setting_that_names_no_stream_block_says_what_to_write(settings, path):
    settings.ESSAIMAGE = {"SHEET_BLOCKS": path}
    with pytest.raises(ImproperlyConfigured, match="SHEET_BLOCKS"):
        sheet_blocks()
