"""Made-up values of a block, from the one that its preview shows: with long words, with little, in every state."""

from collections.abc import Callable, Iterator
from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock

LONG = {False: "Donaudampfschifffahrtsgesellschaftskapitänsmützen" * 2, True: "أفاستسقيناكموها" * 8}
"""A word of about a hundred letters, by whether the language is written from right to left."""
STATES = BaseChoiceBlock | blocks.BooleanBlock


def preview(block: blocks.Block) -> Any:
    """The value of the block's preview, as it is stored: every variant is made from it."""
    return block.get_prep_value(block.get_preview_value())


def with_long_words(block: blocks.Block, stored: Any, bidi: bool) -> Any:
    """Each text of the author begins with a word that no line holds."""

    def longer(child: blocks.Block, value: Any) -> Any:
        if isinstance(child, blocks.RichTextBlock):
            return f"<p>{LONG[bidi]}</p>{value}"
        return f"{LONG[bidi]} {value}" if _is_text(child) and value else value

    return _changed(block, stored, longer)


def with_little(block: blocks.Block, stored: Any) -> Any:
    """What is left when an author filled one text of each part and nothing else."""
    if isinstance(block, blocks.BaseStructBlock):
        first, kept = True, {}
        for name, child in block.child_blocks.items():
            if isinstance(child, blocks.ListBlock):
                kept[name] = with_little(child, stored.get(name))
            elif (_is_text(child) or isinstance(child, blocks.ChooserBlock)) and stored.get(name) and first:
                first, kept[name] = False, stored[name]
        return kept
    if isinstance(block, blocks.ListBlock):
        items = [with_little(block.child_block, item["value"]) for item in stored or []]
        return _items(items)
    return stored


def in_every_state(block: blocks.Block, stored: Any) -> Iterator[Any]:
    """Values that have, between them, each choice that the block and its entries offer; none without a choice."""
    children = block.child_blocks.items() if isinstance(block, blocks.BaseStructBlock) else ()
    own = {name: _choices(child) for name, child in children if isinstance(child, STATES)}
    parts = {name: child.child_block for name, child in children if isinstance(child, blocks.ListBlock)}
    entries = {name: _entries(child, stored.get(name) or []) for name, child in parts.items()}
    found = {name: rows for name, rows in entries.items() if rows}
    if not own and not found:
        return
    for number in range(max(map(len, own.values()), default=1)):
        yield {**stored, **found, **{name: values[number % len(values)] for name, values in own.items()}}


def _entries(block: blocks.Block, stored: list[Any]) -> list[Any]:
    """As many entries as the choice with most values has: the first in turn with each of them."""
    if not stored or not isinstance(block, blocks.BaseStructBlock):
        return []
    states = {name: _choices(child) for name, child in block.child_blocks.items() if isinstance(child, STATES)}
    rows = [
        {
            **stored[number % len(stored)]["value"],
            **{name: values[number % len(values)] for name, values in states.items()},
        }
        for number in range(max(map(len, states.values()), default=0))
    ]
    return _items(rows)


def _items(values: list[Any]) -> list[Any]:
    """The values of a list as they are stored."""
    return [{"type": "item", "value": value, "id": str(number)} for number, value in enumerate(values)]


def _choices(block: blocks.Block) -> list[Any]:
    if isinstance(block, BaseChoiceBlock):
        return [block.to_python(value) for value, _label in block.field.choices if value not in ("", None)]
    return [True, False]


def _is_text(block: blocks.Block) -> bool:
    kinds = blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock
    # A code, such as a currency, says itself that translators get nothing of it.
    is_code = isinstance(block, blocks.CharBlock) and hasattr(block, "get_translatable_segments")
    return isinstance(block, kinds) and not is_code


def _changed(block: blocks.Block, stored: Any, change: Callable[[blocks.Block, Any], Any]) -> Any:
    if isinstance(block, blocks.BaseStructBlock):
        return {name: _changed(child, stored.get(name), change) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        child = block.child_block
        return [{**item, "value": _changed(child, item["value"], change)} for item in stored or []]
    return change(block, stored)
