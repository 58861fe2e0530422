"""What is exported and imported: the page types of sheets and of commons, and replications."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from ..blocks.choosers import chosen_together
from ..models import CommonFields, Replication, SheetFields
from ..models.keys import pages_with
from ..replications.permissions import replication_policy
from ..search.batches import batches
from .fields import content_fields, kind_of_field
from .kinds import Words
from .rows import FlatStream, child_rows, is_flat
from .sections import Sections
from .tables import (
    ABOUT,
    ADDRESS,
    ID,
    IDENTITY,
    KEEPS,
    LANGUAGE,
    STATE,
    VERSION,
    Bundle,
    Column,
    Problems,
    Row,
    Table,
    cells_of,
    read_cell,
    used,
)

TOGETHER = 50
"""Pages that are read together."""


class Subject:
    """One kind of thing: its own table, and those of what belongs to it."""

    model: Any
    code: str

    def __init__(self, model: Any, code: str, label: Any) -> None:
        self.model = model
        self.code = code
        self.label = label
        streams = [field for field in model._meta.fields if isinstance(field, StreamField)]
        self.parts: list[Any] = [
            FlatStream(code, field) if is_flat(field) else Sections(code, field) for field in streams
        ]
        self.parts += child_rows(code, model)
        self.table = Table(code, label, (*self.first_columns(), *self.columns()))

    def first_columns(self) -> Iterable[Column]:
        return (*IDENTITY, KEEPS, STATE, ADDRESS)

    def columns(self) -> Iterator[Column]:
        for field in content_fields(self.model):
            yield Column(field.name, field.verbose_name, kind_of_field(field))

    @property
    def tables(self) -> list[Table]:
        return [self.table, *(table for part in self.parts for table in part.tables)]

    def bundle(self, owner: Any, at: Any) -> Bundle:
        """All lines about one page or replication, as they are exported."""
        bundle: Bundle = {self.code: [self.row(owner, at)]}
        for part in self.parts:
            bundle |= part.export(owner, at)
        first = bundle[self.code][0]
        about = {name: first[name] for name in (ID, LANGUAGE) if name in first} | {ABOUT.code: str(owner)}
        return {code: [about | row for row in rows] for code, rows in bundle.items()}

    def row(self, owner: Any, at: Any) -> Row:
        return {column.code: column.kind.write(self.value(owner, column), at) for column in self.columns_of_fields}

    @property
    def columns_of_fields(self) -> list[Column]:
        apart = {column.code for column in self.first_columns()}
        return [column for column in self.table.columns if column.code not in apart]

    def value(self, owner: Any, column: Column) -> Any:
        value = getattr(owner, column.code)
        if isinstance(value, models.Manager):
            return list(value.all())
        return value

    def apply(self, owner: Any, bundle: Bundle, at: Any, problems: Problems) -> list[str]:
        """Put what a file says into ``owner``, which is not saved. Returns the words for what differs."""
        changed = []
        [row] = bundle[self.code]
        for column in used(self.table, row):
            value = self.value(owner, column)
            try:
                read = read_cell(column, row[column.code], value, at)
            except ValidationError as error:
                problems.add(error, self.table, row, column)
                continue
            if read is not value and not column.kind.same(read, value):
                self.put(owner, column, read)
                changed.append(self.table.heading(column))
        for part in self.parts:
            given = {table.code: bundle[table.code] for table in part.tables if table.code in bundle}
            if part.tables[0].code not in given:
                continue
            current = part.export(owner, at)
            differing = [
                table
                for table in part.tables
                if table.code in given and not _same_rows(table, given[table.code], current.get(table.code, []))
            ]
            before = part.stored(owner)
            if differing:
                part.read(owner, given, at, problems)
            # Compare stored values: a choice written in another language is no change.
            if differing and part.stored(owner) != before:
                changed += [str(table.label) for table in differing]
        return list(dict.fromkeys(changed))

    def put(self, owner: Any, column: Column, value: Any) -> None:
        setattr(owner, column.code, value)


def _same_rows(table: Table, given: list[Row], current: list[Row]) -> bool:
    """Whether the file says what an export would say now, line by line, in the columns that it has."""
    if len(given) != len(current):
        return False
    for one, other in zip(given, current, strict=True):
        columns = tuple(column for column in table.columns if column.code in one and column not in IDENTITY)
        has = Table(table.code, table.label, columns)
        if cells_of(has, one) != cells_of(has, other):
            return False
    return True


class Pages(Subject):
    def columns(self) -> Iterator[Column]:
        yield from super().columns()
        if self._tags is not None:
            yield Column("tags", self._tags.verbose_name, Words())

    @property
    def _tags(self) -> Any:
        found = (field for field in self.model._meta.get_fields() if isinstance(field, ClusterTaggableManager))
        return next(found, None)

    def value(self, owner: Any, column: Column) -> Any:
        if column.code == "tags":
            return [tag.name for tag in owner.tags.all()]
        return super().value(owner, column)

    def put(self, owner: Any, column: Column, value: Any) -> None:
        if column.code == "tags":
            owner.tags.set(value)
        else:
            super().put(owner, column, value)

    def row(self, owner: Any, at: Any) -> Row:
        state = (
            _("published")
            if owner.live and not owner.has_unpublished_changes
            else (_("published, with changes that wait") if owner.live else _("draft"))
        )
        about = {
            ID: str(owner.translation_key),
            LANGUAGE: owner.locale.language_code,
            VERSION: str(owner.latest_revision_id or 0),
            STATE.code: state,
            ADDRESS.code: owner.full_url or "",
        }
        return about | super().row(owner, at)

    def mine(self, user: Any) -> Any:
        """What somebody may export: the pages that they may edit. Without a user, all."""
        pages = self.model._default_manager.filter(alias_of=None).select_related("locale").order_by("path")
        if user is not None:
            editable = page_permission_policy.instances_user_has_permission_for(user, "change")
            pages = pages.filter(pk__in=editable.order_by().values("pk"))
        return pages

    def latest(self, pages: Any) -> Iterator[Any]:
        """Pages as their editors have them: with the changes that wait. Some are read together."""
        for some in batches(pages, TOGETHER):
            with chosen_together(_streams(some)):
                drafts = [page.get_latest_revision_as_object() if _has_draft(page) else page for page in some]
                yield from drafts

    def locked_reason(self, page: Page, user: Any) -> str:
        """Why somebody may not edit a page, or nothing."""
        if user is None:
            return ""
        rights = page.permissions_for_user(user)
        if not rights.can_edit():
            return _("You may not edit this page.")
        return _("This page is locked.") if rights.page_locked() else ""


def _has_draft(page: Any) -> bool:
    return bool(page.latest_revision_id and (page.has_unpublished_changes or not page.live))


def _streams(pages: Iterable[Any]) -> list[Any]:
    return [
        getattr(page, field.name) for page in pages for field in page._meta.fields if isinstance(field, StreamField)
    ]


class Replications(Subject):
    def first_columns(self) -> Iterable[Column]:
        return (IDENTITY[0], KEEPS, STATE)

    def row(self, owner: Any, at: Any) -> Row:
        about = {
            ID: str(owner.uuid),
            VERSION: str(owner.latest_revision_id or 0),
            STATE.code: _("published") if owner.live else _("draft"),
        }
        return about | super().row(owner, at)

    def mine(self, user: Any) -> Any:
        rows = Replication.objects.select_related("territory", "declared_by").order_by("pk")
        if user is not None:
            may = replication_policy.instances_user_has_permission_for(user, "change")
            rows = rows.filter(pk__in=may.order_by().values("pk"))
        return rows

    def latest(self, rows: Any) -> Iterator[Any]:
        for row in rows:
            yield row.get_latest_revision_as_object() if row.latest_revision_id and row.has_unpublished_changes else row

    def locked_reason(self, row: Any, user: Any) -> str:
        if user is None or replication_policy.user_has_permission_for_instance(user, "change", row):
            return ""
        return _("You may edit neither of the sheets of this replication.")


@lru_cache
def subjects() -> dict[str, Subject]:
    """By their codes, in the order of the tables; page types of the site that are sheets or commons too."""
    found: dict[str, Subject] = {}
    for code, mixin in (("sheets", SheetFields), ("commons", CommonFields)):
        types = pages_with(mixin)
        for model in types:
            own = code if model is types[0] else f"{code}.{model._meta.label_lower}"
            found[own] = Pages(model, own, capfirst(model._meta.verbose_name_plural))
    found["replications"] = Replications(Replication, "replications", capfirst(Replication._meta.verbose_name_plural))
    return found
