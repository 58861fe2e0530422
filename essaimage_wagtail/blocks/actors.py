"""Strategic actors: who counts around the project, how interested, how influential."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..choices import ActorKind
from .base import (
    ChoiceBlock,
    CompleteStructBlock,
    ScoreBlock,
    SectionBlock,
    SectionValue,
    attribution,
    entries,
    is_blank,
    paragraph,
    text,
)

SCALE = [_("very low"), _("low"), _("medium"), _("high"), _("very high")]


class ActorValue(blocks.StructValue):
    def kind_label(self):
        return dict(ActorKind.choices).get(self["kind"], "")


class ActorBlock(CompleteStructBlock):
    name = text(_("Name"), _("An organisation or a group. A person only by function: “the headmistress”."))
    kind = ChoiceBlock(choices=ActorKind.choices, required=False, label=_("Kind"))
    role = text(_("Role"), _("What they do in the project."))
    interest = ScoreBlock(SCALE, label=_("Interest"), help_text=_("How much the project matters to them."))
    influence = ScoreBlock(SCALE, label=_("Influence"), help_text=_("How much they can help or hinder the project."))
    contribution = paragraph(_("Contribution"), _("What they bring: money, premises, time, a signature."))
    territory = text(_("Territory"), _("Where they act, if elsewhere than the initiative."))
    works_with = text(_("Works with"), _("Names of other actors of this table, separated by commas."))

    class Meta:
        label = _("Actor")
        icon = "user"
        value_class = ActorValue
        label_format = "{name}"


class ActorsValue(SectionValue):
    def rows(self):
        """The actors that say something, the most influential first, as they are in the list otherwise."""
        child = self.block.child_blocks["actors"].child_block
        rows = [actor for actor in self["actors"] or [] if not is_blank(child, actor)]
        return sorted(rows, key=lambda actor: -(actor["influence"] or 0))


class ActorsBlock(SectionBlock):
    introduction = paragraph(
        _("Introduction"), _("Who must be on board from the start, and who was forgotten at first?")
    )
    actors = entries(ActorBlock(), _("Actors"))
    attribution = attribution()

    class Meta:
        label = _("Strategic actors")
        description = _("Who counts around the project: role, interest, influence, contribution.")
        icon = "group"
        template = "essaimage_wagtail/blocks/actors.html"
        value_class = ActorsValue

    def get_preview_value(self):
        return self.normalize(
            {
                "introduction": gettext("The school was forgotten at first; it is now the main ally."),
                "actors": [
                    {
                        "name": gettext("Town council"),
                        "kind": "local_authority",
                        "role": gettext("Lends the hall"),
                        "interest": 3,
                        "influence": 5,
                        "contribution": gettext("A hall on Saturdays, free of charge"),
                    },
                    {
                        "name": gettext("Primary school"),
                        "kind": "school",
                        "role": gettext("Brings families"),
                        "interest": 5,
                        "influence": 3,
                        "works_with": gettext("Town council"),
                    },
                ],
            }
        )
