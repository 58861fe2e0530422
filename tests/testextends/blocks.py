"""The sections of this site's sheets."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from essaimage_wagtail.blocks import ActorBlock, GovernanceBlock, SectionBlock, SheetBody


class PromiseBlock(SectionBlock):
    """A section of the site's own, as the plugin's are: never required, and blank when nothing is in it."""

    text = blocks.TextBlock(required=False)
    until = blocks.DateBlock(required=False)

    class Meta:
        label = "Promise"
        icon = "pick"
        template = "testextends/blocks/promise.html"


class SimpleSwotBlock(blocks.StructBlock):
    """Wagtail's own block, in the place of one of the plugin's."""

    good = blocks.RichTextBlock(required=False)
    bad = blocks.RichTextBlock(required=False)

    class Meta:
        label = "Good and bad"


class WhoDecidesBlock(GovernanceBlock):
    """The plugin's block under another label."""

    class Meta:
        label = "Who decides"


class ShortActorBlock(ActorBlock):
    """An actor with a field more, in a line of two fields."""

    phone = blocks.CharBlock(required=False, label="Phone")

    class Meta:
        columns = ("name", "phone")


class SiteSheetBody(SheetBody):
    # Added
    promise = PromiseBlock()
    slogan = blocks.CharBlock(required=False)
    portrait = ImageBlock(required=False)
    links = blocks.ListBlock(blocks.URLBlock())
    facts = blocks.StreamBlock([("fact", blocks.CharBlock())], required=False)
    open_to_all = blocks.BooleanBlock(required=False)
    level = blocks.ChoiceBlock(choices=[("low", "Low"), ("high", "High")], required=False)
    rule = blocks.StaticBlock(admin_text="A line across the page", template="testextends/blocks/rule.html")
    # Replaced
    swot = SimpleSwotBlock()
    governance = WhoDecidesBlock()
    # Removed
    budget = None
    planning = None

    def __init__(self, *args, **kwargs):
        """The slogan and the promise come first in the list of sections."""
        super().__init__(*args, **kwargs)
        first = {name: self.child_blocks[name] for name in ("slogan", "promise")}
        self.child_blocks = {**first, **self.child_blocks}
