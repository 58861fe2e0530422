"""Action plan: who does what and when, drawn as a timeline."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..choices import ActionState, label_of
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
from .values import DateBlock


class ActionValue(blocks.StructValue):
    def state_label(self):
        return label_of(ActionState, self["state"])

    @property
    def is_reversed(self):
        """Whether it ends before it starts."""
        return bool(self["start"] and self["end"] and self["end"] < self["start"])

    @property
    def span(self):
        """The first and the last day, the same one when only one date is known; ``None`` without any."""
        days = [day for day in (self["start"], self["end"]) if day]
        return (min(days), max(days)) if days else None


class ActionBlock(CompleteStructBlock):
    name = text(_("Action"), _("Begin with a verb. Example: “Visit the three nearest repair cafés”."))
    owner = text(
        _("Who sees to it"), _("A function or a group, not a person’s name. Example: “the treasurer”, “the town”.")
    )
    start = DateBlock(required=False, label=_("Start"))
    end = DateBlock(
        required=False, label=_("End"), help_text=_("Leave one date empty for something that happens on one day.")
    )
    state = ChoiceBlock(
        choices=ActionState.choices,
        required=False,
        default=ActionState.TODO,
        label=pgettext_lazy("of an action", "State"),
    )
    note = paragraph(
        _("Note"), _("What it depends on, or why it was dropped. Example: “waits for the vote of the budget”.")
    )

    class Meta:
        label = _("Action")
        icon = "calendar-alt"
        value_class = ActionValue
        label_format = "{name}"
        columns = ("name", "owner", "start", "end", "state")


class PlanningValue(SectionValue):
    def rows(self):
        return self.filled_rows("actions")

    def dated(self):
        """The actions with a date, the earliest first."""
        return sorted((action for action in self.rows() if action.span), key=lambda action: action.span)

    def undated(self):
        return [action for action in self.rows() if not action.span]

    def today(self):
        return timezone.localdate()

    def warnings(self):
        return self.doubts_about(
            "actions",
            "end",
            lambda row: row.is_reversed,
            lambda row: gettext("“%(name)s” ends before it starts.") % {"name": row["name"] or gettext("An action")},
        )


class PlanningBlock(SectionBlock):
    introduction = paragraph(
        _("Introduction"),
        _("Where the project stands and what decides the order. Example: “Everything waits for a hall.”"),
    )
    actions = entries(ActionBlock(), _("Actions"), _("In any order: those with a date are shown by date."))
    attribution = attribution()

    class Meta:
        label = _("Action plan")
        description = _("Who does what and when, drawn on a line of time.")
        icon = "calendar-check"
        template = "essaimage_wagtail/blocks/planning.html"
        value_class = PlanningValue

    def get_preview_value(self):
        return self.normalize(
            {
                "introduction": gettext("From the first visit to the first Saturday open to all."),
                "actions": [
                    {
                        "name": gettext("Visit the three nearest repair cafés"),
                        "owner": gettext("The founding group"),
                        "start": date(2026, 1, 10),
                        "end": date(2026, 2, 28),
                        "state": "done",
                    },
                    {
                        "name": gettext("Find a hall"),
                        "owner": gettext("The town’s culture office"),
                        "start": date(2026, 2, 1),
                        "end": date(2026, 5, 31),
                        "state": "doing",
                        "note": gettext("Waits for the vote of the budget."),
                    },
                    {
                        "name": gettext("Open for the first time"),
                        "owner": gettext("Everyone"),
                        "start": date(2026, 9, 19),
                        "state": "todo",
                    },
                    {"name": gettext("Print a catalogue of tools"), "state": "dropped"},
                ],
            }
        )
