"""How complete a sheet is, and what it lacks, by the page alone.

The figure is stored with the page (``SheetFields.completeness``), so that lists and filters need not compute it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ManyToManyField, TextChoices
from django.db.models.query import EmptyQuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from .blocks import LessonsBlock, NeedBlock, ResultsBlock, SwotBlock, TransferabilityBlock
from .blocks.base import is_blank_html, is_blank_section
from .conf import settings

WEIGHTS = {
    "pitch": 2,
    "cover": 1,
    "start_year": 1,
    "territory": 2,
    "themes": 1,
    "audiences": 1,
    "bearer": 2,
    "sources": 3,
    "description": 6,
    "framing": 1,
    "context": 2,
    "need": 3,
    "governance": 2,
    "activities": 3,
    "actors": 7,
    "results": 8,
    "evaluation": 1,
    "means": 2,
    "budget": 7,
    "planning": 5,
    "conditions": 1,
    "swot": 2,
    "vigilance": 3,
    "lessons": 3,
    "transferability": 2,
}
"""What each part of a sheet counts for: fields first, then sections by the name of their block.

A sheet that tells what the initiative is, who counts, what came of it, what it costs and what is done when is a good
one: it reaches two thirds.
"""


class Purpose(TextChoices):
    """What a part of a sheet is there for, in the order in which one writes."""

    PUBLISH = "publish", pgettext_lazy("what a part of a sheet is for", "To publish")
    CONVINCE = "convince", pgettext_lazy("what a part of a sheet is for", "To convince")
    REDO = "redo", pgettext_lazy("what a part of a sheet is for", "To redo it elsewhere")


REQUIRED = {"pitch"}
"""Parts without which a draft is saved, but not published."""

TO_PUBLISH = {
    "pitch",
    "cover",
    "start_year",
    "territory",
    "themes",
    "audiences",
    "bearer",
    "description",
    "need",
}
TO_REDO = {
    "framing",
    "governance",
    "means",
    "budget",
    "planning",
    "conditions",
    "vigilance",
    "lessons",
    "transferability",
}


def purpose_of(part: str) -> Purpose:
    """What a part is there for; what a site adds is there to convince."""
    if part in TO_PUBLISH:
        return Purpose.PUBLISH
    return Purpose.REDO if part in TO_REDO else Purpose.CONVINCE


WHY = {
    "pitch": gettext_lazy("No sentence says what it is: it is needed to publish."),
    "cover": gettext_lazy("There is no cover image."),
    "start_year": gettext_lazy("The year in which it started is not given."),
    "territory": gettext_lazy("No territory is given."),
    "themes": gettext_lazy("No theme is chosen."),
    "audiences": gettext_lazy("Nothing says for whom it is."),
    "bearer": gettext_lazy("Nothing says who carries it."),
    "sources": gettext_lazy("No source is given."),
    "description": gettext_lazy("No description is given."),
    "framing": gettext_lazy("Nothing says where its limits are."),
    "context": gettext_lazy("Nothing says where it comes from."),
    "need": gettext_lazy("No need is described."),
    "governance": gettext_lazy("Nothing says who decides."),
    "activities": gettext_lazy("No activity is described."),
    "actors": gettext_lazy("No actor is named."),
    "results": gettext_lazy("No result is given."),
    "evaluation": gettext_lazy("Nothing says whether it was evaluated."),
    "means": gettext_lazy("Nothing says what means it takes."),
    "budget": gettext_lazy("No budget is given."),
    "planning": gettext_lazy("No action is planned."),
    "conditions": gettext_lazy("No condition for success is named."),
    "swot": gettext_lazy("No weakness is declared."),
    "vigilance": gettext_lazy("No point of vigilance is declared."),
    "lessons": gettext_lazy("Nothing says what worked or failed."),
    "transferability": gettext_lazy("Nothing says what can be changed elsewhere and what cannot."),
}
"""The sentence about a part that is missing."""

BODY = "body"
"""The field of the sections."""

ADMITTED = {"sources", "swot", "vigilance"}
"""Parts whose absence a sheet states openly, since a reader could take silence for safety."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a sheet does not say.

    ``section``: the part, as in :data:`WEIGHTS`; ``anchor``: its place in the form, as a content path of Wagtail's (a
    field's name, or ``body.<block id>`` for a section that is there, filled in or not); ``weight``: what it counts for;
    ``admitted``: to be said openly on the page; ``is_absent``: whether it is a section that the form does not have yet.
    """

    section: str
    label: str
    why: str
    anchor: str
    weight: float
    admitted: bool
    is_absent: bool = False

    @property
    def purpose(self) -> Purpose:
        return purpose_of(self.section)


@dataclass(frozen=True, slots=True)
class Completeness:
    """``percent``: 0 to 100, and 100 only when nothing is missing; ``parts``: all that counts, missing or not."""

    percent: int
    missing: list[Missing]
    parts: list[str]


def weights() -> dict[str, float]:
    """:data:`WEIGHTS` with what the site changes and adds; values that :mod:`.checks` reports are left out."""
    changed = {
        part: weight
        for part, weight in settings.COMPLETENESS_WEIGHTS.items()
        if type(weight) in (int, float) and weight >= 0
    }
    return {**WEIGHTS, **changed}


def assess(page: Any, known: Mapping[str, Any] | None = None) -> Completeness:
    """Look at a sheet, saved or not. ``known``: values of fields that are already at hand, so as not to fetch them."""
    parts = list(_parts(page, known or {}))
    missing = [
        Missing(part, str(label), str(why), anchor, weight * share, admitted, is_absent=anchor == BODY)
        for part, weight, label, gaps in parts
        for share, why, anchor, admitted in gaps
    ]
    missing.sort(key=lambda gap: (not gap.admitted, -gap.weight))
    return Completeness(_percent(parts), missing, [part for part, *_rest in parts])


def percent(page: Any) -> int:
    """The figure of :func:`assess` alone; putting its sentences into words takes longer."""
    return _percent(list(_parts(page, {})))


def _percent(parts: list[tuple[str, float, Any, list[Any]]]) -> int:
    total = sum(weight for _part, weight, _label, _gaps in parts)
    lost = sum(weight * share for _part, weight, _label, gaps in parts for share, *_rest in gaps)
    return int(100 * (total - lost) / total) if total else 100


def _parts(page: Any, known: Mapping[str, Any]) -> Iterator[tuple[str, float, Any, list[Any]]]:
    """Each part that counts: ``(name, weight, label, gaps)``, with gaps as in :func:`_gaps_of_field`."""
    blocks: dict[str, list[Any]] = {}
    blank: dict[str, Any] = {}
    for block in page.body:
        if is_blank_section(block):
            blank.setdefault(block.block_type, block)
        else:
            blocks.setdefault(block.block_type, []).append(block)
    child_blocks = page.body.stream_block.child_blocks
    for part, weight in weights().items():
        if part in child_blocks:
            label = child_blocks[part].label
            gaps = _gaps_of_section(part, child_blocks[part], blocks.get(part, []), blank.get(part))
        else:
            label, gaps = _gaps_of_field(page, part, known)
        if label is not None and weight:
            yield part, weight, label, gaps


def _gaps_of_field(page, name, known):
    """The field's label (``None`` for a page type without it), and ``[(share, why, anchor, admitted)]``."""
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return None, []
    # From Django 6.1 on, a many-to-many field is not concrete, as it has no column.
    if not (field.concrete or isinstance(field, ManyToManyField)):
        return None, []
    if name in known:
        value = known[name]
    elif field.many_to_many:
        rows = getattr(page, name).all()
        # Django takes as long to find that a query is empty as to write it, for a page that is not stored yet.
        value = None if isinstance(rows, EmptyQuerySet) else rows
    elif name == "sources":
        value = [source for source in page.sources if not source.value.is_blank]
    else:
        value = getattr(page, field.attname)
    label = capfirst(field.verbose_name)
    return label, [] if value else [(1, _why(name, label), name, name in ADMITTED)]


def _why(name, label):
    """The sentence about a part that is missing; for a part that a site adds, it is made from the label."""
    return WHY[name] if name in WHY else _("“%(label)s” is not filled in.") % {"label": label}


def _gaps_of_section(name, block, blocks, blank):
    """Gaps as in :func:`_gaps_of_field`. ``blank``: an empty section of this kind that the form has, if any."""
    if not blocks:
        anchor = f"{BODY}.{blank.id}" if blank else BODY
        return [(1, _why(name, block.label), anchor, name in ADMITTED)]
    # A block of the site's own in the place of ours may hold something else.
    checks = [check for kind, check in PARTLY.items() if isinstance(block, kind)]
    gaps = [gap for check in checks for gap in check([block.value for block in blocks])]
    return [(0.5, why, f"{BODY}.{blocks[0].id}.{place}", admitted) for why, place, admitted in gaps]


def _swot(values):
    if not any(item and item.strip() for value in values for item in value["weaknesses"]):
        yield WHY["swot"], "weaknesses", True


def _results(values):
    unsourced = sum(
        row["value"] is not None and not (row["source"] or row["source_url"])
        for value in values
        for row in value.rows()
    )
    if unsourced:
        words = ngettext("%(count)d figure has no source.", "%(count)d figures have no source.", unsourced)
        yield words % {"count": unsourced}, "indicators", True


def _need(values):
    if not any(item and item.strip() for value in values for item in value["objectives"]):
        yield _("No objective is set."), "objectives", False


def _lessons(values):
    if all(is_blank_html(value["failed"].source) for value in values):
        yield _("Nothing says what failed."), "failed", False


def _transferability(values):
    if not any(item and item.strip() for value in values for item in value["core"]):
        yield _("Nothing says what must stay as it is."), "core", False
    if not any(item and item.strip() for value in values for item in value["variables"]):
        yield _("Nothing says what can be changed elsewhere."), "variables", False


PARTLY = {
    SwotBlock: _swot,
    ResultsBlock: _results,
    NeedBlock: _need,
    LessonsBlock: _lessons,
    TransferabilityBlock: _transferability,
}
"""What a section that is there may still lack, ``(sentence, its field, admitted)``; each costs half of its weight."""
