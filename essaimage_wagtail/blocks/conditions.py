"""Conditions for success: what the initiative cannot work without."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .base import CompleteStructBlock, SectionBlock, SectionValue, attribution, entries, paragraph, text


class ConditionBlock(CompleteStructBlock):
    title = text(_("Condition"), _("Example: “two people who share the coordination”."))
    why = paragraph(_("Why"), _("What happens without it? Example: “Alone, the first coordinator gave up in a year.”"))

    class Meta:
        label = _("Condition")
        icon = "check"
        label_format = "{title}"
        columns = ("title", "why")


class ConditionsValue(SectionValue):
    def rows(self):
        return self.filled_rows("conditions")


class ConditionsBlock(SectionBlock):
    introduction = paragraph(_("Introduction"))
    conditions = entries(
        ConditionBlock(), _("Conditions"), _("Those that have to be there, the most important first; five at most.")
    )
    attribution = attribution()

    class Meta:
        label = _("Conditions for success")
        description = _("Without what it would not work, and why.")
        icon = "check"
        template = "essaimage_wagtail/blocks/conditions.html"
        value_class = ConditionsValue

    def get_preview_value(self):
        return self.normalize(
            {
                "conditions": [
                    {
                        "title": gettext("Two people who share the coordination"),
                        "why": gettext("Alone, the first coordinator gave up in a year."),
                    },
                    {
                        "title": gettext("A place that is free on Saturdays"),
                        "why": gettext("People come back where they know the door."),
                    },
                ]
            }
        )
