"""Where a text stands on its page, in words: “Actors › Town hall › Role”, rather than “Actors” fifteen times."""

import html
import json
import re
from string import Formatter
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.utils.html import escape, format_html
from django.utils.text import Truncator, capfirst
from wagtail import blocks
from wagtail.admin.panels import get_edit_handler
from wagtail.fields import StreamField
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import edit_translation

BETWEEN = " › "
LONGEST = 40
"""Characters of the words by which a row is known."""

_WORDS = (blocks.CharBlock, blocks.TextBlock)
_PROPS = re.compile(r'(<div class="js-translation-editor")( data-props=")([^"]*)(")')


def place_of(instance: models.Model, path: str, block: str = "") -> str:
    """Where in its section a text stands; empty for a section of one text.

    ``block``: the name of the section's block, of a path that ``instance`` has no more.
    """
    names = path.split(".")
    declared: Any = instance._meta.get_field(names[0])
    if not isinstance(declared, StreamField):
        if not declared.is_relation or len(names) < 3:
            return ""
        field = capfirst(str(declared.related_model._meta.get_field(names[2]).verbose_name))
        return BETWEEN.join(filter(None, [row_of(instance, path), field]))
    section = next((child for child in getattr(instance, names[0]) if child.id == names[1]), None)
    inner = section.block if section is not None else declared.stream_block.child_blocks.get(block)
    return BETWEEN.join(_labels(inner, section.value if section is not None else None, names[2:]))


def field_label(model: type[models.Model], name: str) -> str:
    """The label of a field, after the heading of its panel where other fields have the same one: “Governance ›
    Evidence”."""
    label = capfirst(str(model._meta.get_field(name).verbose_name))
    others = (str(field.verbose_name) for field in model._meta.concrete_fields if field.name != name)
    if label not in map(capfirst, others):
        return label
    handler = get_edit_handler(model)
    return BETWEEN.join(filter(None, [str(_heading_above(handler, name) or ""), label]))


def _heading_above(panel: Any, name: str, heading: Any = "") -> Any:
    """The heading of the innermost group of panels with a field; ``None`` where none has it."""
    if getattr(panel, "field_name", None) == name:
        return heading
    for child in getattr(panel, "children", ()):
        found = _heading_above(child, name, panel.heading or heading)
        if found is not None:
            return found
    return None


def row_of(instance: models.Model, path: str) -> str:
    """The words by which a child row is known, such as an offer of a common: the first that it says."""
    relation, key, *_rest = path.split(".")
    rows = getattr(instance, relation).all()
    row = next((row for row in rows if str(row.translation_key) == key), None)
    fields = row._meta.concrete_fields if row is not None else ()
    texts = (getattr(row, field.name) for field in fields if isinstance(field, models.CharField) and not field.choices)
    return _short(next((text for text in texts if text), ""))


def _labels(block: Any, value: Any, names: list[str]) -> list[str]:
    """``value`` is that of ``block``, or ``None`` where it is gone."""
    if not names or block is None:
        return []
    name, *rest = names
    if isinstance(block, blocks.ListBlock):
        rows = list(getattr(value, "bound_blocks", ()))
        place = next((place for place, row in enumerate(rows) if row.id == name), None)
        if place is None:
            return _labels(block.child_block, None, rest)
        row = rows[place].value
        return [_named(block.child_block, row) or str(place + 1), *_labels(block.child_block, row, rest)]
    if isinstance(block, blocks.BaseStructBlock) and name in block.child_blocks:
        child = block.child_blocks[name]
        held = value.get(name) if isinstance(value, dict) else None
        return [str(child.label), *_labels(child, held, rest)]
    if isinstance(block, blocks.BaseStreamBlock):
        item = next((item for item in value or () if item.id == name), None)
        return [] if item is None else [str(item.block.label), *_labels(item.block, item.value, rest)]
    return []


def _named(block: blocks.Block, value: Any) -> str:
    """The words by which a row of a list is known: those that its form shows when it is folded, else its first."""
    if not isinstance(block, blocks.BaseStructBlock) or not isinstance(value, dict):
        return ""
    shown = [name for _text, name, _spec, _conversion in Formatter().parse(block.meta.label_format or "") if name]
    names = shown or list(block.child_blocks)[:1]
    texts = (value.get(name) for name in names if isinstance(block.child_blocks.get(name), _WORDS))
    return _short(next((str(text) for text in texts if text), ""))


def _short(text: str) -> str:
    return str(Truncator(" ".join(text.split())).chars(LONGEST))


# In wagtail-localize's own editor


def labelled_editor(request: Any, translation: Translation, instance: Any) -> HttpResponse:
    """wagtail-localize's editor, whose labels say the row besides the section and the field, and whose texts their
    language and direction (by ``js/translator.js``).

    It has no place for this: its view makes the labels in a function of its own, and gives all that the editor shows as
    one attribute of the page. That attribute is rewritten here. What is not as expected stays as it is.
    """
    response: HttpResponse = edit_translation(request, translation, instance)
    if response.status_code != 200 or response.streaming:
        return response
    source = translation.source.get_source_instance()
    tongues = format_html(
        ' data-essaimage-source="{}" data-essaimage-target="{}"',
        _tongue(translation.source.locale),
        _tongue(translation.target_locale),
    )
    text = response.content.decode(response.charset)
    response.content = _PROPS.sub(
        lambda found: found[1] + tongues + found[2] + _relabelled(found[3], source) + found[4], text, count=1
    )
    return response


def _tongue(locale: Locale) -> str:
    """Its code and its direction, such as ``ar rtl``."""
    return f"{locale.language_code} {'rtl' if locale.is_bidi else 'ltr'}"


def _relabelled(attribute: str, source: models.Model) -> str:
    try:
        props = json.loads(html.unescape(attribute))
        for segment in props["segments"]:
            _label(segment, source)
    except (ValueError, KeyError, TypeError):
        return attribute
    return str(escape(json.dumps(props)))


def _label(segment: dict[str, Any], source: models.Model) -> None:
    path, location = segment["contentPath"], segment["location"]
    if location.get("blockId") is None:
        location["field"] = field_label(type(source), path.partition(".")[0])
    elif isinstance(source._meta.get_field(path.partition(".")[0]), StreamField):
        location["subField"] = place_of(source, path) or location["subField"]
    elif row := row_of(source, path):
        location["field"] = BETWEEN.join([location["field"], row])
