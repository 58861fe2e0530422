"""What is in stored StreamFields."""

from wagtail import blocks

from essaimage_wagtail.mending import TEXTS


def texts(block, value):
    """Every text in what a block stores; children that it got since are not there."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [text for item in value for text in texts(block.child_blocks[item["type"]], item["value"])]
    if isinstance(block, blocks.BaseStructBlock):
        return [t for name, child in block.child_blocks.items() if name in value for t in texts(child, value[name])]
    if isinstance(block, blocks.ListBlock):
        return [text for item in value for text in texts(block.child_block, item["value"])]
    return [value] if isinstance(block, TEXTS) else []
