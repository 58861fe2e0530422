"""Evaluation: whether there was one, by whom, how, and what it found."""

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..choices import Evaluated, label_of
from ..doubts import Doubt
from .base import ChoiceBlock, SectionBlock, SectionValue, attribution, is_blank, is_blank_html, prose, text
from .choosers import DocumentChooserBlock
from .narrative import paragraph_of
from .values import URLBlock


class EvaluationValue(SectionValue):
    @cached_property
    def is_blank(self):
        """A section that only says that nobody evaluated the initiative is not blank."""
        return not self["done"] and is_blank(self.block, self)

    def done_label(self):
        return label_of(Evaluated, self["done"])

    def warnings(self):
        found = self["findings"] and not is_blank_html(self["findings"].source)
        if self["done"] != Evaluated.YES or found or self["report_url"] or self["report"]:
            return []
        return [Doubt(gettext("An evaluation is announced, with neither findings nor a report."), "findings")]


class EvaluationBlock(SectionBlock):
    done = ChoiceBlock(
        choices=Evaluated.choices,
        required=False,
        label=_("Was it evaluated?"),
        help_text=_("“No” is an honest answer, and a useful one."),
    )
    by = text(_("By whom"), _("A team, a firm, the bearer itself. Example: “two students of the university of Lille”."))
    period = text(_("When, and about which period"), _("Example: “spring 2023, about the first two years”."))
    method = prose(_("How"), _("Example: “Forty interviews, and a count of visits during two months.”"))
    findings = prose(_("What it found"), _("The good and the less good, with figures if there are any."))
    report_title = text(_("Title of the report"))
    report_url = URLBlock(required=False, default="", label=_("Address of the report"))
    report = DocumentChooserBlock(required=False, label=_("The report itself"))
    attribution = attribution()

    class Meta:
        label = _("Evaluation")
        description = _("Whether there was an evaluation, by whom, how, and what it found.")
        icon = "clipboard-list"
        template = "essaimage_wagtail/blocks/evaluation.html"
        value_class = EvaluationValue

    def get_preview_value(self):
        return self.normalize(
            {
                "done": Evaluated.YES,
                "by": gettext("Two students of the university"),
                "period": gettext("Spring 2023, about the first two years"),
                "method": paragraph_of(gettext("Forty interviews, and a count of visits during two months.")),
                "findings": paragraph_of(
                    gettext("Neighbours come back; young people hardly come at all, and nobody had asked them why.")
                ),
                "report_title": gettext("Two years of repairs"),
                "report_url": "https://example.org/report",
            }
        )
