"""Replications as visitors see them, from either end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from ..blocks.base import is_blank_html
from ..choices import Mode, ReplicationState, Standing, SwarmingKind, label_of
from ..models import Replication, Territory
from ..search.types import Point
from ..versions import nearness
from .languages import Language
from .languages import language as language_of
from .links import Link
from .page import PageContext

Row = dict[str, Any]
"""A replication under the names of :data:`FACTS`, and one of its texts under those of :data:`TEXTS`, if it is read."""

FACTS = {
    "pk": "pk",
    "origin": "origin_key",
    "adapted": "adapted_key",
    "name": "name",
    "named_in": "language",
    "url": "url",
    "mode": "mode",
    "kind": "kind",
    "year": "year",
    "state": "state",
    "place": "territory__name",
    "place_names": "territory__names",
    "place_level": "territory__level",
    "place_code": "territory__code",
    "latitude": "territory__latitude",
    "longitude": "territory__longitude",
    "declared_by": "declared_by__name",
    "consent": "declared_by__consent",
}
"""The columns that are read of a replication, by their names in a :data:`Row`."""

NAMES = {"language": "texts__locale__language_code", "named": "texts__name"}
"""The columns of a replication's names in other languages; the query gives a row for each, as for :data:`TEXTS`."""

TEXTS = {
    **NAMES,
    "kept": "texts__kept",
    "changed": "texts__changed",
    "learnt": "texts__learnt",
}
"""The columns of a replication's texts. The query gives a row for each text, or one row of nulls for a replication
without any."""

MOST_NAMED = 6
"""Replications that a sheet lists; its lineage lists all of them."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was kept, changed and learnt: HTML, each may be empty. ``language`` is given when it is not the reader's."""

    kept: str
    changed: str
    learnt: str
    language: Any = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A replication from one of its ends: ``title``, ``url`` and ``language`` are those of the sheet at the other end.

    When the site has no such sheet, ``url`` is empty, and title and language are those that :func:`name_of` gives.
    ``upwards``: whether that sheet is the origin. ``website``: a page about the new initiative elsewhere.
    """

    pk: int
    key: UUID | None
    title: str
    url: str
    language: Any
    place: str
    mode: str
    kind: str
    year: int | None
    state: dict[str, str]
    website: str
    declared_by: str
    upwards: bool = False
    point: Point | None = None
    words: Words | None = None
    sources: list[Any] = field(default_factory=list)

    @property
    def facts(self) -> list[str]:
        """Short texts: place, mode, kind, year, and state unless it is active."""
        when = str(self.year or "")
        if self.year and self.upwards:
            when = _("taken up in %(year)s") % {"year": self.year}
        elif self.year and self.state["value"] not in (ReplicationState.PLANNED, ReplicationState.STOPPED):
            when = _("since %(year)s") % {"year": self.year}
        place = self.place if self.place != self.title else ""
        state = self.state["label"] if self.state["value"] != ReplicationState.ACTIVE else ""
        return [fact for fact in (place, self.mode, self.kind, when, state) if fact]


def near(key: UUID) -> tuple[Q, Q]:
    """The conditions of the replications that a sheet came from, and of those that it led to."""
    return Q(adapted_key=key), Q(origin_key=key)


def told_alone() -> Q:
    """Condition on replications: a moderator has confirmed it while its adapted sheet is a draft. Until that sheet is
    published for the first time, pages tell of the replication by its name, territory and address; afterwards it
    follows the sheet."""
    sheets = Page.objects.filter(translation_key=OuterRef("adapted_key"))
    is_draft = Exists(sheets) & ~Exists(sheets.filter(first_published_at__isnull=False))
    return Q(standing=Standing.CONFIRMED) & Q(is_draft)


def adapted_key() -> Case:
    """The adapted sheet of a replication; none where it is :func:`told_alone`."""
    return Case(When(told_alone(), then=Value(None)), default=F("adapted_key"))


def around(key: UUID, page_context: PageContext) -> tuple[QuerySet, QuerySet]:
    """Two querysets of the replications that visitors see: those that a sheet came from, and those that it led to.
    Each is live, and its other end may be seen, or is no sheet of the site, or the replication is :func:`told_alone`.
    A preview also shows the replications that go live with the sheet."""
    shown = Q(live=True)
    if getattr(page_context.request, "is_preview", False):
        shown |= Q(first_published_at=None, adapted_key=key)
    pages = page_context.visible(Page.objects.filter(alias_of=None))
    origin, adapted = (Exists(pages.filter(translation_key=OuterRef(f"{end}_key"))) for end in ("origin", "adapted"))
    came_from, led_to = near(key)
    rows = Replication.objects.filter(shown)
    return rows.filter(came_from, origin), rows.filter(led_to, Q(adapted_key=None) | Q(adapted) | told_alone())


def read(replications: QuerySet, fields: Mapping[str, str]) -> list[Row]:
    """A dictionary for each row of a queryset, the oldest first. ``fields``: as :data:`FACTS` and :data:`TEXTS`."""
    rows = replications.order_by("pk").values_list(*fields.values())
    return [dict(zip(fields, row, strict=True)) for row in rows]


def place_of(row: Row, code: str) -> str:
    """The name of a row's territory in a language."""
    if not row["place"]:
        return ""
    return territory_of(row).display_name(code)


def territory_of(row: Row) -> Territory:
    """The territory of a row, made from its columns and not fetched."""
    return Territory(
        name=row["place"] or "",
        names=row["place_names"] or {},
        level=row["place_level"] or "",
        code=row["place_code"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )


def words_of(rows: Iterable[Row], page_context: PageContext) -> Words | None:
    """The :class:`Words` of one replication in the reader's language, else in the first of the site's that has any."""
    told = [row for row in rows if row["language"] and any(_text(row[part]) for part in ("kept", "changed", "learnt"))]
    if not told:
        return None
    best = min(told, key=lambda row: nearness(row["language"], page_context.language.code))
    kept, changed, learnt = (_text(best[part]) for part in ("kept", "changed", "learnt"))
    return Words(kept, changed, learnt, page_context.other_language(best["language"]))


def _text(html: str | None) -> str:
    return "" if not html or is_blank_html(html) else html


def name_of(rows: Iterable[Row], page_context: PageContext) -> tuple[str, Language | None]:
    """The name of one replication in the reader's language, else its own name, else its name in the first of the site's
    languages that has one; and the language of the name, where it is known. The reader's own language is given too: a
    name may begin with letters of the other direction."""
    rows = list(rows)
    names = {row["language"]: row["named"] for row in rows if row.get("named")}
    own, code, reader = rows[0]["name"], rows[0]["named_in"], page_context.language.code
    if reader in names and code != reader:
        own, code = names[reader], reader
    elif names and not own:
        code = min(names, key=lambda code: nearness(code, reader))
        own = names[code]
    return own, language_of(code) if own and code else None


def branch(
    rows: list[Row],
    page_context: PageContext,
    *,
    link: Link | None = None,
    place: str = "",
    point: Point | None = None,
    upwards: bool = False,
    **details: Any,
) -> Branch:
    """The :class:`Branch` of the rows of one replication, by :data:`FACTS` and :data:`NAMES`.

    ``link``: the link to the sheet at the other end, if there is one; ``place`` and ``point``: where that end is. The
    name, place and website in the row itself are those of the adapted end.
    """
    row, title, language = rows[0], "", None
    if not upwards:
        place = place or place_of(row, page_context.language.code)
        name, language = name_of(rows, page_context)
        title = name or place
    return Branch(
        pk=row["pk"],
        key=row["key"],
        title=link.title if link else title or _("An initiative without a name"),
        url=link.url if link else "",
        language=link.language if link else language,
        place=place,
        mode=label_of(Mode, row["mode"]),
        kind=label_of(SwarmingKind, row["kind"]),
        year=row["year"],
        state={"value": row["state"], "label": label_of(ReplicationState, row["state"])},
        website="" if upwards else row["url"],
        declared_by=row["declared_by"] or "" if row["consent"] else "",
        upwards=upwards,
        point=point or (None if upwards else territory_of(row).spot),
        **details,
    )


class Replications:
    """The replications around the sheet with a translation key, read by two queries."""

    def __init__(self, key: UUID, page_context: PageContext) -> None:
        self.page_context = page_context
        came_from, led_to = around(key, page_context)
        self._origins: dict[int, list[dict]] = {}
        for row in read(came_from, {**FACTS, **TEXTS}):
            self._origins.setdefault(row["pk"], []).append({**row, "key": row["origin"]})
        # Two replications may name the same adapted sheet: it counts once.
        distinct: dict[Any, list[dict]] = {}
        for row in read(led_to, {**FACTS, **NAMES}):
            rows = distinct.setdefault(row["adapted"] or row["pk"], [])
            if not rows or rows[0]["pk"] == row["pk"]:
                rows.append({**row, "key": row["adapted"]})
        self._adapted = sorted(distinct.values(), key=_order)

    @property
    def count(self) -> int:
        """How many initiatives took the sheet up."""
        return len(self._adapted)

    @cached_property
    def keys(self) -> set[UUID]:
        """The translation keys of the sheets to which the page links."""
        around = [*self._origins.values(), *self._adapted[:MOST_NAMED]]
        return {rows[0]["key"] for rows in around} - {None}

    def origins(self, links: Mapping[UUID, Link]) -> list[Branch]:
        """``[Branch]``, with what was kept, changed and learnt. ``links``: as :func:`~.links.links_to` finds."""
        return [
            branch(
                rows,
                self.page_context,
                link=links.get(rows[0]["key"]),
                upwards=True,
                words=words_of(rows, self.page_context),
            )
            for _pk, rows in sorted(self._origins.items())
        ]

    def taken_up(self, links: Mapping[UUID, Link]) -> list[Branch]:
        """The first ``[Branch]``: replications with a sheet before others, active ones before planned ones, the latest
        first."""
        shown = self._adapted[:MOST_NAMED]
        return [branch(rows, self.page_context, link=links.get(rows[0]["key"])) for rows in shown]


def _order(rows: list[Row]) -> tuple[bool, bool, int, int]:
    row = rows[0]
    return row["key"] is None, row["state"] == ReplicationState.PLANNED, -(row["year"] or 0), row["pk"]
