"""Points of vigilance: what went wrong or could, and what to do about it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import (
    CompleteStructBlock,
    ScoreBlock,
    SectionBlock,
    SectionValue,
    attribution,
    entries,
    paragraph,
    text,
)

LIKELIHOOD = [_("unlikely"), _("possible"), _("likely")]
SEVERITY = [_("slight"), _("serious"), _("would stop the project")]


class VigilancePointValue(blocks.StructValue):
    def likelihood_label(self):
        return _word(LIKELIHOOD, self["likelihood"])

    def severity_label(self):
        return _word(SEVERITY, self["severity"])


def _word(words, score):
    return words[score - 1] if score and 1 <= score <= len(words) else ""


class VigilancePointBlock(CompleteStructBlock):
    title = text(_("Point"), _("Example: “one of the partners was forgotten”."))
    likelihood = ScoreBlock(LIKELIHOOD, label=_("Likelihood"))
    severity = ScoreBlock(SEVERITY, label=_("Severity"))
    consequence = paragraph(_("What happens then"))
    response = paragraph(_("What to do about it"))

    class Meta:
        label = _("Point of vigilance")
        icon = "warning"
        value_class = VigilancePointValue
        label_format = "{title}"
        columns = ("title", "likelihood", "severity")


class VigilanceValue(SectionValue):
    def rows(self):
        return self.filled_rows("points")

    def map(self):
        """Likelihood and severity of the rows, numbered from 1, for the ``matrix`` tag; ``None`` for fewer than two."""
        points = [
            (number, point["severity"], point["likelihood"])
            for number, point in enumerate(self.rows(), start=1)
            if point["severity"] and point["likelihood"]
        ]
        if len(points) < 2:
            return None
        point = self.block.child_blocks["points"].child_block
        return {
            "points": points,
            "across": {"label": point.child_blocks["severity"].label, "words": SEVERITY},
            "up": {"label": point.child_blocks["likelihood"].label, "words": LIKELIHOOD},
        }


class VigilanceBlock(SectionBlock):
    points = entries(VigilancePointBlock(), _("Points of vigilance"))
    attribution = attribution()

    class Meta:
        label = _("Points of vigilance")
        description = _("What went wrong or could go wrong, and what to do about it.")
        icon = "warning"
        template = "essaimage_wagtail/blocks/vigilance.html"
        value_class = VigilanceValue

    def get_preview_value(self):
        return self.normalize(
            {
                "points": [
                    {
                        "title": gettext("Elected officials hear of it from the newspaper"),
                        "likelihood": 2,
                        "severity": 3,
                        "consequence": gettext("The hall is refused."),
                        "response": gettext("Meet them before the first public meeting."),
                    },
                    {
                        "title": gettext("Only one person can open the hall"),
                        "likelihood": 3,
                        "severity": 1,
                        "consequence": gettext("People wait outside."),
                        "response": gettext("Three keys, and a list of who has them."),
                    },
                ]
            }
        )
