"""What editors can put into any section: nothing, the most, the absurd. It saves, is published and shown."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.test.utils.form_data import nested_form_data

from essaimage_wagtail.blocks import SheetBody
from essaimage_wagtail.pages.models import SheetPage

from .forms import posted, sheet_form

pytestmark = pytest.mark.django_db
BODY = SheetBody()
SECTIONS = sorted(BODY.child_blocks)
ENTRIES = 40
LONG = "Donaudampfschifffahrtsgesellschaft" * 60


def most(block):
    """The most that a block takes: long words, many entries, the largest numbers."""
    if isinstance(block, blocks.BaseStructBlock):
        return {name: most(child) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [most(block.child_block)] * ENTRIES
    if isinstance(block, blocks.RichTextBlock):
        return f"<p>{LONG}</p>"
    if isinstance(block, ImageChooserBlock | DocumentChooserBlock):
        return None
    if isinstance(block, blocks.ChoiceBlock):
        return [value for value, _label in block.field.choices if value != ""][-1]
    if isinstance(block, blocks.BooleanBlock):
        return "on"
    if isinstance(block, blocks.DateBlock):
        return "2100-12-31"
    if isinstance(block, blocks.DecimalBlock):
        return Decimal(10) ** (block.field.max_digits - block.field.decimal_places) - 1
    if isinstance(block, blocks.IntegerBlock):
        return 2100
    if isinstance(block, blocks.URLBlock):
        return "https://example.org/" + "a" * 150
    return LONG[: block.field.max_length or None]


def save(client, site, name, value, publish):
    body = {
        "count": "1",
        "0": {"deleted": "", "order": "0", "type": name, "id": "", "value": posted(BODY.child_blocks[name], value)},
    }
    data = nested_form_data({**sheet_form(pitch="On lave."), **nested_form_data({"body": body}), "body-count": "1"})
    if publish:
        data["action-publish"] = "action-publish"
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    response = client.post(url, data, follow=True)
    sheet = SheetPage.objects.filter(slug="lavoir").first()
    assert sheet, response.context["form"].errors
    assert sheet.live == publish
    return sheet.get_latest_revision_as_object()


@pytest.mark.parametrize("publish", [False, True])
@pytest.mark.parametrize("name", SECTIONS)
def test_section_with_nothing_in_it(admin_client, client, site, name, publish):
    sheet = save(admin_client, site, name, {}, publish)
    assert [block.block_type for block in sheet.body] == [name]
    if publish:
        html = client.get(sheet.url).content.decode()
        assert 'id="section-' not in html


@pytest.mark.parametrize("name", SECTIONS)
def test_section_with_the_most_in_it(admin_client, client, site, name):
    block = BODY.child_blocks[name]
    sheet = save(admin_client, site, name, most(block), publish=True)
    for child, entries in block.child_blocks.items():
        if isinstance(entries, blocks.ListBlock):
            assert len(sheet.body[0].value[child]) == ENTRIES
    html = client.get(sheet.url).content.decode()
    assert name in ("gallery", "picture") or LONG in html


ABSURD = {
    "budget": (
        {"lines": [{"side": "expense", "label": "Savon", "amount": "-5"}, {"side": "income", "amount": "0"}]},
        "out of balance",
    ),
    "planning": (
        {"actions": [{"name": "Rincer", "start": "2026-05-01", "end": "2026-04-01"}]},
        "Rincer",
    ),
    "results": (
        {"indicators": [{"name": "Draps", "value": "900000", "target": "1", "baseline": "5"}, {"value": "0"}]},
        "Draps",
    ),
    "evaluation": ({"done": "yes"}, "neither findings nor a report"),
    "video": ({"url": "https://example.org/film"}, "no transcript"),
}


@pytest.mark.parametrize("name", ABSURD)
def test_what_looks_wrong_is_published_with_a_warning(admin_client, client, site, name):
    value, words = ABSURD[name]
    sheet = save(admin_client, site, name, value, publish=True)
    assert client.get(sheet.url).status_code == 200
    with translation.override("en"):
        assert any(words in warning for warning in sheet.get_warnings())
