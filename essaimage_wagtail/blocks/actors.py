"""Strategic actors: the people and organisations around the project, with their interest and influence."""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..choices import ActorKind, label_of
from ..forms.text import without_accents
from .base import (
    ChoiceBlock,
    CompleteStructBlock,
    EntriesBlock,
    ScoreBlock,
    SectionBlock,
    SectionValue,
    attribution,
    paragraph,
    text,
)

SCALE = [_("very low"), _("low"), _("medium"), _("high"), _("very high")]


class ActorValue(blocks.StructValue):
    def kind_label(self):
        return label_of(ActorKind, self["kind"])


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
        columns = ("name", "kind", "role", "interest", "influence")


class ActorsValue(SectionValue):
    def rows(self):
        """The actors, the most influential first; equals in the order of the list."""
        return sorted(self.filled_rows("actors"), key=lambda actor: -(actor["influence"] or 0))

    def map(self):
        """Interest and influence of the rows, numbered from 1, for the ``matrix`` tag; ``None`` for fewer than two."""
        points = [
            (number, actor["interest"], actor["influence"])
            for number, actor in enumerate(self.rows(), start=1)
            if actor["interest"] and actor["influence"]
        ]
        if len(points) < 2:
            return None
        actor = self.block.child_blocks["actors"].child_block
        labels = {name: actor.child_blocks[name].label for name in ("interest", "influence")}
        return {
            "points": points,
            "across": {"label": labels["interest"], "words": SCALE},
            "up": {"label": labels["influence"], "words": SCALE},
        }

    def network(self):
        """Who works with whom in this table; ``None`` when nobody does.

        ``{"actors": [(number, actor), ...], "links": [(index, index), ...]}``: the linked rows with their numbers
        from 1, and each link once, as indices from 0 in that list. Names of others are left out.
        """
        rows = self.rows()
        numbers = {}
        for number, actor in enumerate(rows):
            numbers.setdefault(_key(actor["name"]), number)
        links = {
            (min(number, numbers[name]), max(number, numbers[name]))
            for number, actor in enumerate(rows)
            for name in _known_names(actor["works_with"], numbers)
            if numbers[name] != number
        }
        if not links:
            return None
        linked = sorted({number for link in links for number in link})
        return {
            "actors": [(number + 1, rows[number]) for number in linked],
            "links": sorted((linked.index(one), linked.index(other)) for one, other in links),
        }


class ActorEntriesBlock(EntriesBlock):
    """Actors say by name whom they work with. A translator who writes a name otherwise there than in its own row would
    cut the link, so this block takes the names from the rows: it changes nothing else that wagtail-localize writes."""

    def restore_translated_segments(self, value, segments):
        from wagtail_localize.segments import RelatedObjectSegmentValue
        from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

        names = {_key(row.value["name"]): row.id for row in value.bound_blocks if row.value["name"]}
        named = {row.id: list(_known_names(row.value["works_with"], names)) for row in value.bound_blocks}
        whole = {row.id for row in value.bound_blocks if _says_nothing_else(row.value["works_with"], named[row.id])}
        # No block of ours chooses a row of one language here. A site's block may: it keeps the original's row, since
        # nothing tells which language is meant.
        words = [segment for segment in segments if not isinstance(segment, RelatedObjectSegmentValue)]
        value = StreamFieldSegmentsWriter(None, None, None).handle_list_block(value, words)
        translated = {row.id: row.value["name"] for row in value.bound_blocks}
        for row in value.bound_blocks:
            if row.id in whole:
                row.value["works_with"] = ", ".join(translated[names[key]] for key in named[row.id])
        return value


def _says_nothing_else(text, keys):
    """Whether a text is these names of the table and no other."""
    return bool(keys) and _key(text) == " ".join(keys)


def _key(name):
    """``name`` without case, accents and punctuation."""
    return " ".join(re.findall(r"\w+", without_accents(name or "")))


def _known_names(names, known):
    """The keys among ``names`` that are in ``known``; a name may itself have up to three commas."""
    parts = [key for part in re.split("[,;،؛\n]", names or "") if (key := _key(part))]
    while parts:
        for length in range(min(4, len(parts)), 0, -1):
            name = " ".join(parts[:length])
            if name in known:
                yield name
                break
        parts = parts[length:]


class ActorsBlock(SectionBlock):
    introduction = paragraph(
        _("Introduction"), _("Who must be on board from the start, and who was forgotten at first?")
    )
    actors = ActorEntriesBlock(ActorBlock(), required=False, default=[], label=_("Actors"))
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
