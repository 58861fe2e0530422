"""Moves pages from one page type to another, for a site that began with the ready-made ones and now has its own."""

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.apps import apps as current
from django.core.management.color import no_style

__all__ = ["move_pages"]

PERMISSIONS = "auth.permission"
"""The model whose rows say what may be done with a content type: they do not move with the pages."""


def move_pages(old: str, new: str, *, leave_out: Collection[str] = ()) -> Callable[[Any, Any], None]:
    """For ``RunPython``: make all pages of the type ``old`` pages of the type ``new``.

    ``old`` and ``new``: labels (``"essaimage_pages.SheetPage"``). Pages keep their primary keys, and with them their
    place, address, translations, revisions, log and workflows; child rows keep theirs. Fields of the same name are
    copied as they are stored; a field that only ``new`` has gets its default.

    ``leave_out``: names of fields and relations of ``old`` whose values are given up. Raises ``ValueError`` for a
    field or relation that ``new`` lacks, unless it is named here or no page has anything there.

    The search's documents name the type of their page: ``essaimage_index rebuild`` writes them anew afterwards. The
    operation belongs into a migration of its own, after the one that makes the tables of ``new`` and the latest of
    ``old``.
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        connection = schema_editor.connection
        move = _Move(apps.get_model(old), apps.get_model(new), connection, set(leave_out))
        if move.is_needed():
            children = move.children()
            move.rows(children)
            _rename(apps, connection.alias, move, children)

    return forwards


class _Move:
    """The rows of a page type and all that belongs to them, from one set of tables to another."""

    def __init__(self, old: Any, new: Any, connection: Any, leave_out: set[str]) -> None:
        self.old, self.new, self.connection, self.leave_out = old, new, connection, leave_out

    def is_needed(self) -> bool:
        return bool(self.old._base_manager.using(self.connection.alias).exists())

    def children(self) -> list[tuple[Any, Any]]:
        """The relations of child rows, as ``old`` and as ``new`` has them."""
        theirs = {relation.get_accessor_name(): relation for relation in _child_relations(self.new)}
        pairs = []
        for relation in _child_relations(self.old):
            name = relation.get_accessor_name()
            if name in theirs:
                pairs.append((relation, theirs[name]))
            elif relation.related_model._base_manager.using(self.connection.alias).exists():
                self._needs(name)
        return pairs

    def rows(self, children: list[tuple[Any, Any]]) -> None:
        self._copy(self.old, self.new, {self.old._meta.pk.name: self.new._meta.pk.name})
        emptied = []
        for ours in _many_to_many(self.old):
            theirs = {field.name: field for field in _many_to_many(self.new)}.get(ours.name)
            through = ours.remote_field.through
            if theirs is not None:
                self._insert(
                    theirs.remote_field.through._meta.db_table,
                    {
                        theirs.m2m_column_name(): ours.m2m_column_name(),
                        theirs.m2m_reverse_name(): ours.m2m_reverse_name(),
                    },
                    through._meta.db_table,
                )
            elif through._base_manager.using(self.connection.alias).exists():
                self._needs(ours.name)
            emptied.append(through._meta.db_table)
        for ours, theirs in children:
            self._copy(ours.related_model, theirs.related_model, {ours.field.name: theirs.field.name})
        emptied += [relation.related_model._meta.db_table for relation in _child_relations(self.old)]
        for table in [*emptied, self.old._meta.db_table]:
            self.execute(f"DELETE FROM {self.quoted(table)}")  # noqa: S608
        made = [theirs.related_model for _ours, theirs in children]
        for statement in self.connection.ops.sequence_reset_sql(no_style(), made):
            self.execute(statement)

    def _copy(self, old: Any, new: Any, renamed: dict[str, str]) -> None:
        """Rows with their primary keys. ``renamed``: names of fields in ``old`` to those in ``new``."""
        ours = {renamed.get(field.name, field.name): field for field in old._meta.local_concrete_fields}
        columns: dict[str, str] = {}
        given: dict[str, Any] = {}
        for field in new._meta.local_concrete_fields:
            if field.name in ours:
                columns[field.column] = ours.pop(field.name).column
            else:
                given[field.column] = field.get_db_prep_save(field.get_default(), self.connection)
        for name, field in ours.items():
            rows = old._base_manager.using(self.connection.alias)
            if rows.exclude(**{name: field.get_default()}).exists():
                self._needs(name)
        self._insert(new._meta.db_table, columns, old._meta.db_table, given)

    def _needs(self, name: str) -> None:
        if name not in self.leave_out:
            raise ValueError(
                f"Pages of {self.old._meta.label} have {name!r}, and {self.new._meta.label} has nothing by that name. "
                f'Add it to the page type, or write move_pages(…, leave_out=["{name}"]) to give it up.'
            )

    def _insert(self, table: str, columns: dict[str, str], source: str, given: dict[str, Any] | None = None) -> None:
        """Copy rows into ``table`` from ``source`` within the database, so that no block that a class does not know is
        lost on the way. ``columns``: ``{column of table: column of source}``; ``given``: values of other columns."""
        given = given or {}
        names = ", ".join(map(self.quoted, [*columns, *given]))
        values = ", ".join([*map(self.quoted, columns.values()), *["%s"] * len(given)])
        # Names are those of tables and columns of models, quoted.
        self.execute(
            f"INSERT INTO {self.quoted(table)} ({names}) SELECT {values} FROM {self.quoted(source)}",  # noqa: S608
            list(given.values()),
        )

    def quoted(self, name: str) -> str:
        return str(self.connection.ops.quote_name(name))

    def execute(self, statement: str, values: Any = None) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)


def _child_relations(model: Any) -> list[Any]:
    """Relations from rows that belong to a page: foreign keys to its own type."""
    return [
        relation
        for relation in model._meta.related_objects
        if relation.one_to_many and relation.field.remote_field.model is model
    ]


def _many_to_many(model: Any) -> list[Any]:
    """The many-to-many fields whose table Django makes; rows of the other tables are child rows."""
    return [field for field in model._meta.local_many_to_many if field.remote_field.through._meta.auto_created]


def _rename(apps: Any, alias: str, move: _Move, children: list[tuple[Any, Any]]) -> None:
    """All that names the old type for a page names the new one: pages, revisions, references, logs, translations."""
    types = apps.get_model("contenttypes", "ContentType")
    old, new = (
        types.objects.using(alias).get_or_create(app_label=model._meta.app_label, model=model._meta.model_name)[0]
        for model in (move.old, move.new)
    )
    renamed = {
        theirs.get_accessor_name(): (ours.field.name, theirs.field.name)
        for ours, theirs in children
        if ours.field.name != theirs.field.name
    }
    for table, column in _naming(move.connection):
        quoted = move.quoted(column)
        move.execute(
            f"UPDATE {move.quoted(table)} SET {quoted} = %s WHERE {quoted} = %s",  # noqa: S608
            [new.pk, old.pk],
        )
    revisions = apps.get_model("wagtailcore", "Revision")._base_manager.using(alias)
    for revision in revisions.filter(content_type_id=new.pk).iterator():
        content = _content(revision.content, new.pk, renamed)
        revisions.filter(pk=revision.pk).update(content=content)
    if current.is_installed("wagtail_localize"):
        sources = current.get_model("wagtail_localize", "TranslationSource")._base_manager.using(alias)
        rows = sources.filter(specific_content_type_id=new.pk).values_list("pk", "content_json")
        for pk, stored in list(rows):
            content = json.dumps(_content(json.loads(stored), new.pk, renamed))
            # Without a version wagtail-localize takes the text as it is; the old app's version means nothing here.
            sources.filter(pk=pk).update(content_json=content, schema_version="")


def _naming(connection: Any) -> Iterator[tuple[str, str]]:
    """Tables and columns that name a content type, as the database has them now: while the migration is undone, its
    ``apps`` hold the models of its dependencies alone."""
    types = current.get_model("contenttypes", "ContentType")
    fields = [
        (model._meta.db_table, field.column)
        for model in current.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower != PERMISSIONS
        for field in model._meta.local_fields
        if field.related_model is types and not field.primary_key
    ]
    with connection.cursor() as cursor:
        columns = {
            table: {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table in {table for table, _column in fields} & set(connection.introspection.table_names(cursor))
        }
    yield from ((table, column) for table, column in fields if column in columns.get(table, ()))


def _content(content: dict[str, Any], type_pk: int, renamed: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """The content of a page's revision for the new type: child rows name the page by the new type's field."""
    content = {**content, "content_type": type_pk}
    for name, (ours, theirs) in renamed.items():
        content[name] = [
            {theirs if key == ours else key: value for key, value in row.items()} for row in content.get(name, [])
        ]
    return content
