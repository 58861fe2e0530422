"""Where a contact is named: in rows, in stored versions of rows, and in what translations are made of.

By foreign keys and many-to-many fields alone, of the plugin's models and of the site's.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import Page, Revision, RevisionMixin

from ..models import Contact, Replication, SheetFields
from ..replications.graph import Lineage


@dataclass(frozen=True, slots=True)
class Names:
    """What of a stored row may name a contact: its own ``fields``, and those of its ``children`` by their accessors."""

    fields: tuple[models.Field, ...]
    children: dict[str, "Names"]

    def __bool__(self) -> bool:
        return bool(self.fields or self.children)


def contact_fields() -> Iterator[models.Field]:
    """Every field of a model that names contacts, once: where it is declared."""
    for model in apps.get_models():
        if not model._meta.proxy:
            yield from filter(_is_of_contacts, [*model._meta.local_fields, *model._meta.local_many_to_many])


def rows_naming(contacts: Collection[Contact]) -> Iterator[tuple[models.Field, models.QuerySet]]:
    """The rows that name one of ``contacts``, by field."""
    for field in contact_fields():
        rows = field.model._base_manager
        yield field, rows.filter(pk__in=rows.filter(**{f"{field.name}__in": contacts}).values("pk")).order_by("pk")


def versions_naming(contacts: Collection[Contact]) -> Iterator[tuple[Revision, list[str]]]:
    """The revisions, of any age, that name one of ``contacts``, with the names of the fields."""
    pks = _keys(contacts)
    for content_type, names in _stored_types():
        for revision in Revision.objects.filter(content_type=content_type).order_by("pk").iterator(chunk_size=200):
            if found := list(dict.fromkeys(_found(names, revision.content, pks))):
                yield revision, found


def sources_naming(contacts: Collection[Contact]) -> Iterator[tuple[Any, list[str]]]:
    """wagtail-localize's copies of rows to translate that name one of ``contacts``, with the names of the fields."""
    if not apps.is_installed("wagtail_localize"):
        return
    pks, sources = _keys(contacts), apps.get_model("wagtail_localize", "TranslationSource").objects
    for content_type, names in _stored_types():
        for source in sources.filter(specific_content_type=content_type).order_by("pk").iterator(chunk_size=200):
            if found := list(dict.fromkeys(_found(names, json.loads(source.content_json), pks))):
                yield source, found


def forget_in_versions(contacts: Collection[Contact]) -> tuple[int, int]:
    """Take ``contacts`` out of all revisions and out of what translations are made of; returns how many of each."""
    pks, types = _keys(contacts), {kind.pk: names for kind, names in _stored_types()}
    revisions = sources = 0
    for revision, _fields in versions_naming(contacts):
        without = _without(types[revision.content_type_id], revision.content, pks)
        # As Wagtail mends old revisions in migrations: no date moves, and nothing is told that content has changed.
        revisions += Revision.objects.filter(pk=revision.pk).update(content=without)
    for source, _fields in sources_naming(contacts):
        without = _without(types[source.specific_content_type_id], json.loads(source.content_json), pks)
        sources += type(source).objects.filter(pk=source.pk).update(content_json=json.dumps(without))
    return revisions, sources


def pages_showing(contact: Contact) -> list[Page]:
    """The live pages on which visitors may read a contact: pages that name it, and sheets whose lineage shows a
    replication that it declared."""
    pks: set[int] = set()
    keys: set[Any] = set()
    for field, rows in rows_naming([contact]):
        if issubclass(field.model, Page):
            pks.update(rows.values_list("pk", flat=True))
        elif field.model is Replication:
            keys |= _lineage_of(rows)
    sheets = {page.pk for page in Page.objects.filter(translation_key__in=keys) if _is_sheet(page)}
    return list(Page.objects.filter(pk__in=pks | sheets, live=True))


def _lineage_of(replications: models.QuerySet) -> set[Any]:
    """Translation keys of the sheets whose lineage shows one of these replications."""
    if not (ends := list(replications.values_list("origin_key", "adapted_key"))):
        return set()
    graph = Lineage(Replication.objects.values_list("pk", "origin_key", "adapted_key").iterator())
    keys = set()
    for origin, adapted in ends:
        keys |= {origin, adapted, *(edge.origin for edge in graph.above(origin))}
        keys |= {edge.adapted for edge in graph.below(adapted)} if adapted else set()
    return keys - {None}


def _is_sheet(page: Page) -> bool:
    return page.specific_class is not None and issubclass(page.specific_class, SheetFields)


def _is_of_contacts(field: models.Field) -> bool:
    return field.related_model is Contact


@cache
def _names(model: type[models.Model]) -> Names:
    fields = filter(_is_of_contacts, [*model._meta.fields, *model._meta.many_to_many])
    relations = get_all_child_relations(model) if issubclass(model, ClusterableModel) else ()
    children = {relation.get_accessor_name(): _names(relation.related_model) for relation in relations}
    return Names(tuple(fields), {name: names for name, names in children.items() if names})


def _stored_types() -> Iterator[tuple[ContentType, Names]]:
    """The types of rows whose stored versions may name contacts."""
    for model in apps.get_models():
        localized = apps.is_installed("wagtail_localize") and hasattr(model, "translation_key")
        if not model._meta.proxy and (issubclass(model, RevisionMixin) or localized) and (names := _names(model)):
            yield ContentType.objects.get_for_model(model), names


def _keys(contacts: Collection[Contact]) -> set[str]:
    return {str(contact.pk) for contact in contacts}


def _found(names: Names, content: dict, pks: set[str]) -> Iterator[str]:
    for field in names.fields:
        value = content.get(field.name)
        if any(str(key) in pks for key in (value if isinstance(value, list) else [value])):
            yield field.name
    for accessor, child_names in names.children.items():
        for child in content.get(accessor) or ():
            yield from (f"{accessor}.{name}" for name in _found(child_names, child, pks))


def _without(names: Names, content: dict, pks: set[str]) -> dict:
    """``content`` without these contacts. A child that cannot be without one is left out whole."""
    changed = dict(content)
    for field in names.fields:
        value = content.get(field.name)
        if isinstance(value, list):
            changed[field.name] = [key for key in value if str(key) not in pks]
        elif str(value) in pks:
            changed[field.name] = None
    for accessor, child_names in names.children.items():
        if children := content.get(accessor):
            changed[accessor] = [
                _without(child_names, child, pks) for child in children if not _falls(child_names, child, pks)
            ]
    return changed


def _falls(names: Names, child: dict, pks: set[str]) -> bool:
    return any(
        not field.many_to_many and not field.null and str(child.get(field.name)) in pks for field in names.fields
    )
