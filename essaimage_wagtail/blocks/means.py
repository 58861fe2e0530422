"""Means: the people, places and equipment that it takes."""

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..choices import MeansKind
from .base import (
    ChoiceBlock,
    CompleteStructBlock,
    SectionBlock,
    SectionValue,
    attribution,
    entries,
    paragraph,
    text,
)
from .values import WRITTEN_LIKE, DecimalBlock


class MeansRowBlock(CompleteStructBlock):
    kind = ChoiceBlock(choices=MeansKind.choices, required=False, label=_("Kind"))
    name = text(_("What"), _("Example: “coordination”, “a hall with running water”. A person only by function."))
    quantity = DecimalBlock(
        required=False, max_digits=12, decimal_places=2, label=_("How many or how much"), help_text=WRITTEN_LIKE
    )
    unit = text(_("Unit"), _("Example: “hours a week”, “people”, “m²”."))
    note = paragraph(_("Note"), _("Lent, bought, found? Since when?"))

    class Meta:
        label = _("Means")
        icon = "list-ul"
        label_format = "{name}: {quantity} {unit}"
        columns = ("kind", "name", "quantity", "unit")


class MeansValue(SectionValue):
    def groups(self):
        """The means by kind: ``[{"kind", "label", "rows"}, ...]``; those of no kind last."""
        rows = self.filled_rows("means")
        groups = [
            {"kind": kind, "label": label, "rows": [row for row in rows if row["kind"] == kind]}
            for kind, label in MeansKind.choices
        ]
        rest = [row for row in rows if row["kind"] not in MeansKind.values]
        return [group for group in [*groups, {"kind": "", "label": "", "rows": rest}] if group["rows"]]


class MeansBlock(SectionBlock):
    introduction = paragraph(_("Introduction"), _("What is enough to begin, and what was added since?"))
    means = entries(MeansRowBlock(), _("Means"))
    attribution = attribution()

    class Meta:
        label = _("Means")
        description = _("The people, places and equipment that it takes.")
        icon = "cogs"
        template = "essaimage_wagtail/blocks/means.html"
        value_class = MeansValue

    def get_preview_value(self):
        return self.normalize(
            {
                "introduction": gettext("Enough for one Saturday a month."),
                "means": [
                    {
                        "kind": "staff",
                        "name": gettext("Coordination"),
                        "quantity": Decimal(6),
                        "unit": gettext("hours a week"),
                    },
                    {
                        "kind": "volunteers",
                        "name": gettext("Repairers"),
                        "quantity": Decimal(12),
                        "unit": gettext("people"),
                    },
                    {
                        "kind": "place",
                        "name": gettext("Parish hall"),
                        "quantity": Decimal(90),
                        "unit": gettext("m²"),
                        "note": gettext("Lent by the town, heating included."),
                    },
                ],
            }
        )
