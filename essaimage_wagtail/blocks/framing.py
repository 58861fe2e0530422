"""Framing: how far the initiative goes, where it stops, and what it is not."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .base import SectionBlock, SectionValue, attribution, is_blank_html, prose
from .narrative import paragraph_of


class FramingValue(SectionValue):
    def parts(self):
        """``[{"name", "label", "text"}, ...]``: the filled ones of the three."""
        return [
            {"name": name, "label": self.block.child_blocks[name].label, "text": self[name]}
            for name in ("scope", "limits", "is_not")
            if self[name] and not is_blank_html(self[name].source)
        ]


class FramingBlock(SectionBlock):
    scope = prose(
        _("What it covers"),
        _("Whom, where, how much. Example: “One school, the two streets around it, forty raised beds.”"),
    )
    limits = prose(
        _("Its limits"),
        _("What it does not do, on purpose or for lack of means. Example: “No repairs of microwave ovens.”"),
    )
    is_not = prose(
        _("What it is not"),
        _("What people mistake it for. Example: “Neither a free repair shop nor a flea market.”"),
    )
    attribution = attribution()

    class Meta:
        label = _("Framing")
        description = _("How far the initiative goes, where it stops, and what it is not.")
        icon = "expand-right"
        template = "essaimage_wagtail/blocks/framing.html"
        value_class = FramingValue

    def get_preview_value(self):
        return self.normalize(
            {
                "scope": paragraph_of(gettext("One district, one Saturday a month, forty repairs at most.")),
                "limits": paragraph_of(gettext("No microwave ovens: nobody among us is trained for them.")),
                "is_not": paragraph_of(gettext("Neither a free repair shop nor a flea market.")),
            }
        )
