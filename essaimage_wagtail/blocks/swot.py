"""SWOT (in French AFOM): strengths, weaknesses, opportunities, threats, drawn as a 2x2 grid."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .base import SectionBlock, SectionValue, attribution, entries, paragraph


class SwotValue(SectionValue):
    def quadrants(self):
        """The four lists in reading order: ``[{"name", "label", "nature", "items"}, ...]``."""
        return [
            {
                "name": name,
                "label": self.block.child_blocks[name].label,
                "items": self.filled_rows(name),
            }
            for name in ("strengths", "weaknesses", "opportunities", "threats")
        ]


class SwotBlock(SectionBlock):
    strengths = entries(
        paragraph(_("Strength")),
        _("Strengths"),
        _("Inside the initiative: what helps it, that it can count on."),
    )
    weaknesses = entries(
        paragraph(_("Weakness")),
        _("Weaknesses"),
        _("Inside the initiative: what makes it fragile. A sheet that declares none is less believed."),
    )
    opportunities = entries(
        paragraph(_("Opportunity")), _("Opportunities"), _("Around the initiative: what could help it.")
    )
    threats = entries(paragraph(_("Threat")), _("Threats"), _("Around the initiative: what could harm it."))
    attribution = attribution()

    class Meta:
        label = _("Strengths, weaknesses, opportunities, threats")
        description = _("The four lists of a SWOT analysis, drawn as a grid.")
        icon = "table"
        template = "essaimage_wagtail/blocks/swot.html"
        value_class = SwotValue

    def get_preview_value(self):
        return self.normalize(
            {
                "strengths": [gettext("Costs little to start"), gettext("Nobody is turned away")],
                "weaknesses": [gettext("Rests on two people")],
                "opportunities": [gettext("The town is looking for a use for the old post office")],
                "threats": [gettext("The lease ends next year")],
            }
        )
