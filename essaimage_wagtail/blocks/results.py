"""Results: indicators, each with its source, its date and how it was obtained."""

from decimal import Decimal

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..choices import Obtained, Precision, label_of
from .base import (
    ChoiceBlock,
    CompleteStructBlock,
    SectionBlock,
    SectionValue,
    attribution,
    entries,
    is_blank,
    paragraph,
    text,
)
from .series import grouped
from .values import WRITTEN_LIKE, DecimalBlock, URLBlock


def number(label, help_text=""):
    return DecimalBlock(required=False, max_digits=18, decimal_places=4, label=label, help_text=help_text)


class IndicatorValue(blocks.StructValue):
    @cached_property
    def is_blank(self):
        return is_blank(self.block, self)

    def obtained_label(self):
        return label_of(Obtained, self["obtained"])

    def precision_label(self):
        """“about”, “more than”... or nothing for an exact figure."""
        if self["precision"] in ("", None, Precision.EXACT):
            return ""
        return label_of(Precision, self["precision"])

    def share(self):
        """How far the value has come from the baseline (0 if unknown) to the target: 1 is the target, more is beyond
        it, below 0 is away from it. A target may be lower than the baseline.

        ``None`` when there is nothing to compare: no value, no target, or a target equal to the baseline.
        """
        value, target = self["value"], self["target"]
        if value is None or target is None:
            return None
        baseline = self["baseline"] or Decimal(0)
        if target == baseline:
            return None
        return (value - baseline) / (target - baseline)

    def progress(self):
        """:meth:`share` in whole percent from 0 to 100, or ``None``."""
        share = self.share()
        return None if share is None else int(max(Decimal(0), min(Decimal(1), share)) * 100)

    def outcome(self):
        """“reached”, or “away” (from the target); empty for neither, without a baseline, or for a contested value."""
        share = self.share()
        if share is None or self["baseline"] is None or self["contested"]:
            return ""
        return "reached" if share >= 1 else "away" if share < 0 else ""


class IndicatorBlock(CompleteStructBlock):
    name = text(_("What is counted"), _("Example: “households that come at least once a month”."))
    value = number(_("Value"), WRITTEN_LIKE)
    precision = ChoiceBlock(
        choices=Precision.choices,
        required=False,
        default=Precision.EXACT,
        label=_("How exactly is it known?"),
    )
    unit = text(_("Unit"), _("Example: “households”, “€ a year”, “%”."))
    baseline = number(_("Value at the start"))
    target = number(_("Target"))
    period = text(_("Date or period"), _("When the figure was true. Example: “2023” or “April 2024”."))
    obtained = ChoiceBlock(choices=Obtained.choices, required=False, label=_("How it was obtained"))
    source = text(_("Source"), _("Who says so: a report, an article, the bearer. A figure without source is weak."))
    source_url = URLBlock(required=False, default="", label=_("Address of the source"))
    contested = blocks.BooleanBlock(
        required=False,
        label=_("Contested"),
        help_text=_("Someone serious says otherwise: tick, and say who below."),
    )
    counter_source = text(_("Who contests it, and why"))
    counter_source_url = URLBlock(required=False, default="", label=_("Address of the counter-source"))
    note = paragraph(_("Remark"))

    class Meta:
        label = _("Indicator")
        icon = "order"
        value_class = IndicatorValue
        label_format = "{name}: {value} {unit}"
        columns = ("name", "value", "unit", "period", "source")


class ResultsValue(SectionValue):
    def rows(self):
        return self.filled_rows("indicators")

    def groups(self):
        """The indicators; those that count one thing at several times are one :class:`.series.Series`."""
        return grouped(self.rows())

    def warnings(self):
        return self.doubts_about(
            "indicators",
            "source",
            lambda row: row["value"] is not None and not (row["source"] or row["source_url"]),
            lambda row: (
                gettext("“%(name)s” has a figure without source.") % {"name": row["name"] or gettext("An indicator")}
            ),
        )


class ResultsBlock(SectionBlock):
    introduction = paragraph(_("Introduction"))
    indicators = entries(IndicatorBlock(), _("Indicators"))
    attribution = attribution()

    class Meta:
        label = _("Results")
        description = _("Figures with their source, their date and how they were obtained.")
        icon = "order-up"
        template = "essaimage_wagtail/blocks/results.html"
        value_class = ResultsValue

    def get_preview_value(self):
        return self.normalize(
            {
                "indicators": [
                    {
                        "name": gettext("Objects repaired"),
                        "value": Decimal(312),
                        "unit": gettext("objects"),
                        "baseline": Decimal(0),
                        "target": Decimal(400),
                        "period": "2023",
                        "obtained": "measured",
                        "source": gettext("Workshop notebook"),
                    },
                    {
                        "name": gettext("Visitors who came back"),
                        "value": Decimal(60),
                        "precision": "about",
                        "unit": "%",
                        "period": "2023",
                        "obtained": "declared",
                        "source": gettext("The bearer"),
                        "contested": True,
                        "counter_source": gettext("The town’s survey finds 35 %"),
                    },
                ]
            }
        )
