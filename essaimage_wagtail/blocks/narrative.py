"""Sections told in prose: description, context, need, governance, activities, lessons, free text."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .base import PassageBlock, SectionBlock, attribution, entries, paragraph, prose


def paragraph_of(words):
    return f"<p>{words}</p>"


class DescriptionBlock(SectionBlock):
    text = prose(
        _("Text"),
        _(
            "What is it, for someone who never heard of it? One or two paragraphs. Example: “On the first Saturday of "
            "the month, people bring what is broken and repair it with volunteers.”"
        ),
    )
    attribution = attribution()

    class Meta:
        label = _("Description")
        description = _("What the initiative is, for someone who never heard of it.")
        icon = "doc-full"
        template = "essaimage_wagtail/blocks/prose.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "text": paragraph_of(
                    gettext(
                        "On the first Saturday of the month, people bring what is broken and repair it with volunteers."
                    )
                )
            }
        )


class ContextBlock(SectionBlock):
    text = prose(
        _("Text"),
        _(
            "Where does the initiative come from, what was there before, what set it off? "
            "Example: “In 2014 the last grocery closed; forty residents met in the school hall.”"
        ),
    )
    attribution = attribution()

    class Meta:
        label = _("Context and origin")
        description = _("Where the initiative comes from and what set it off.")
        icon = "history"
        template = "essaimage_wagtail/blocks/prose.html"

    def get_preview_value(self):
        return self.normalize(
            {"text": paragraph_of(gettext("In 2014 the last grocery closed; forty residents met in the school hall."))}
        )


class NeedBlock(SectionBlock):
    need = prose(
        _("Need"),
        _("What was missing, for whom, and how do you know? Example: “One household in five has no car.”"),
    )
    objectives = entries(
        paragraph(_("Objective")),
        _("Objectives"),
        _("One line each, so that one can say later whether it was reached."),
    )
    attribution = attribution()

    class Meta:
        label = _("Need and objectives")
        description = _("What was missing, for whom, and what the initiative wants to reach.")
        icon = "crosshairs"
        template = "essaimage_wagtail/blocks/need.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "need": paragraph_of(gettext("One household in five has no car and no shop within reach.")),
                "objectives": [
                    gettext("Open four half-days a week within a year."),
                    gettext("Have at least half of the residents take part."),
                ],
            }
        )


class GovernanceBlock(SectionBlock):
    text = prose(
        _("Text"),
        _(
            "Who decides what, and how? Who may join? How are beneficiaries part of it? "
            "Example: “A monthly open meeting decides by consent; the mayor attends without a vote.”"
        ),
    )
    attribution = attribution()

    class Meta:
        label = _("Governance")
        description = _("Who decides what, and how.")
        icon = "group"
        template = "essaimage_wagtail/blocks/prose.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "text": paragraph_of(
                    gettext("A monthly open meeting decides by consent; the mayor attends without a vote.")
                )
            }
        )


class ActivitiesBlock(SectionBlock):
    text = prose(
        _("Text"),
        _("How does it go, in the order a visitor would see it? An ordinary day tells more than a mission statement."),
    )
    attribution = attribution()

    class Meta:
        label = _("Activities")
        description = _("How it goes, in the order a visitor would see it.")
        icon = "tasks"
        template = "essaimage_wagtail/blocks/prose.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "text": paragraph_of(
                    gettext("On Saturdays at nine, four volunteers set up the tables; repairs start at ten.")
                )
            }
        )


class LessonsBlock(SectionBlock):
    worked = prose(_("What worked"), _("What would you do again in the same way?"))
    failed = prose(
        _("What failed"),
        _("What did not work, and what did you change? This is what people elsewhere need most."),
    )
    attribution = attribution()

    class Meta:
        label = _("Lessons learnt")
        description = _("What worked, and what failed.")
        icon = "openquote"
        template = "essaimage_wagtail/blocks/lessons.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "worked": paragraph_of(gettext("Starting with one half-day a week and growing slowly.")),
                "failed": paragraph_of(
                    gettext("The evening opening: nobody came, and volunteers tired of it after two months.")
                ),
            }
        )


class TextBlock(PassageBlock):
    title = paragraph(_("Heading"), _("Leave empty for text that continues the section above."), rows=1)
    text = prose(_("Text"))
    attribution = attribution()

    class Meta:
        label = _("Text")
        description = _("Anything that fits no other section.")
        icon = "pilcrow"
        template = "essaimage_wagtail/blocks/prose.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "title": gettext("In practice"),
                "text": paragraph_of(gettext("The key hangs at the bakery next door.")),
            }
        )
