"""Transferability: the fixed core of an initiative, and what may change elsewhere."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .base import SectionBlock, SectionValue, attribution, entries, paragraph


class TransferabilityValue(SectionValue):
    def parts(self):
        """``[{"name", "label", "items"}, ...]``: the core, then the variables; empty ones left out."""
        parts = [
            {
                "name": name,
                "label": self.block.child_blocks[name].label,
                "items": self.filled_rows(name),
            }
            for name in ("core", "variables")
        ]
        return [part for part in parts if part["items"]]


class TransferabilityBlock(SectionBlock):
    introduction = paragraph(_("Introduction"), _("Where has it been tried, and where would it not work?"))
    core = entries(
        paragraph(_("Part of the core")),
        _("The core: what must stay"),
        _("Without it, it would be another initiative. Example: “people repair together; nobody leaves an object”."),
    )
    variables = entries(
        paragraph(_("Variable")),
        _("The variables: what may change"),
        _("What others did in another way. Example: “the rhythm, the place, who pays for the coffee”."),
    )
    attribution = attribution()

    class Meta:
        label = _("Transferability")
        description = _("The fixed core of the initiative, and what may change elsewhere.")
        icon = "copy"
        template = "essaimage_wagtail/blocks/transferability.html"
        value_class = TransferabilityValue

    def get_preview_value(self):
        return self.normalize(
            {
                "core": [gettext("People repair together; nobody leaves an object and goes.")],
                "variables": [gettext("The rhythm, the place, and who pays for the coffee.")],
            }
        )
