"""The texts of an original as wagtail-localize keeps them, written in bulk.

:meth:`wagtail_localize.models.TranslationSource.refresh_segments` asks the database four to seven times for each text.
For originals that are submitted for the first time nothing has to be compared: one query writes all texts of a kind, of
many pages.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationContext,
    TranslationSource,
    get_schema_version,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from ..search.batches import batches

ROWS_ASKED_FOR_TOGETHER = 500
"""SQLite takes no more than some thousand values in one statement."""

_KINDS = (StringSegmentValue, TemplateSegmentValue, RelatedObjectSegmentValue, OverridableSegmentValue)


def sources_of(pages: Sequence[Page]) -> tuple[dict[UUID, TranslationSource], set[UUID]]:
    """What wagtail-localize translates of pages of one language, by their translation keys: as it is already, or made
    of the pages, which are of their specific classes. The keys of those that were made come second."""
    pages_as_things = ContentType.objects.get_for_model(pages[0].get_translation_model()).pk
    keys = {page.translation_key: pages_as_things for page in pages}
    _make_things(keys)
    known = TranslationSource.objects.filter(object__in=keys, locale=pages[0].locale_id)
    sources = {source.object_id: source for source in known}
    schemas = {label: get_schema_version(label) for label in {page._meta.app_label for page in pages}}
    new = [
        TranslationSource(
            object_id=page.translation_key,
            locale=page.locale,
            specific_content_type=page.cached_content_type,
            object_repr=str(page)[:200],
            content_json=page.to_json(),
            schema_version=schemas[page._meta.app_label],
            last_updated_at=timezone.now(),
        )
        for page in pages
        if page.translation_key not in sources
    ]
    sources |= {source.object_id: source for source in TranslationSource.objects.bulk_create(new)}
    return sources, {source.object_id for source in new}


def _make_things(content_types: Mapping[UUID, int]) -> None:
    """Have wagtail-localize know things in all languages by their translation keys, those that it does not know yet."""
    known = set(
        TranslatableObject.objects.filter(translation_key__in=content_types).values_list("translation_key", flat=True)
    )
    TranslatableObject.objects.bulk_create(
        [
            TranslatableObject(translation_key=key, content_type_id=content_type)
            for key, content_type in content_types.items()
            if key not in known
        ],
        ignore_conflicts=True,
    )


def write_segments(originals: Mapping[TranslationSource, Page]) -> None:
    """Write all segments of sources that have none, of one language, each from a page with its content."""
    if not originals:
        return
    found: dict[type, list[tuple[TranslationSource, Any]]] = {kind: [] for kind in _KINDS}
    for source, page in originals.items():
        for value in extract_segments(page):
            found[type(value)].append((source, value))
    contexts = _contexts(originals, [pair for pairs in found.values() for pair in pairs])

    def common(source: TranslationSource, value: Any) -> dict[str, Any]:
        return {"source_id": source.pk, "context_id": contexts[source.object_id, value.path].pk, "order": value.order}

    texts, templates = found[StringSegmentValue], found[TemplateSegmentValue]
    strings = _strings(originals, {value.string.data for _source, value in texts})
    StringSegment.objects.bulk_create(
        StringSegment(string_id=strings[value.string.data].pk, attrs=_json(value.attrs), **common(source, value))
        for source, value in texts
    )
    forms = _templates(value for _source, value in templates)
    TemplateSegment.objects.bulk_create(
        TemplateSegment(template_id=forms[_template_uuid(value)].pk, **common(source, value))
        for source, value in templates
    )
    related = found[RelatedObjectSegmentValue]
    _make_things({value.translation_key: value.content_type.pk for _source, value in related})
    RelatedObjectSegment.objects.bulk_create(
        RelatedObjectSegment(object_id=value.translation_key, **common(source, value)) for source, value in related
    )
    OverridableSegment.objects.bulk_create(
        OverridableSegment(data_json=_json(value.data), **common(source, value))
        for source, value in found[OverridableSegmentValue]
    )


@dataclass
class _Path:
    """Stands in for a context in :meth:`TranslationContext.get_field_path`, which would save a real one for each
    path."""

    path: str
    field_path: str = ""

    def save(self, update_fields: Iterable[str]) -> None:
        """Nothing: the contexts are written together."""


def _contexts(
    originals: Mapping[TranslationSource, Page], values: Iterable[tuple[TranslationSource, Any]]
) -> dict[tuple[UUID, str], TranslationContext]:
    """The contexts of texts and facts, by object and path. Those of another language's source are the same ones."""
    wanted = dict.fromkeys((source, value.path) for source, value in values)
    rows = TranslationContext.objects.filter(object__in=[source.object_id for source in originals])
    found = {(row.object_id, row.path): row for row in rows}
    new = [
        TranslationContext(
            object_id=source.object_id,
            path=path,
            path_id=TranslationContext._get_path_id(path),
            field_path=TranslationContext.get_field_path(_Path(path), originals[source]),
        )
        for source, path in wanted
        if (source.object_id, path) not in found
    ]
    return found | {(row.object_id, row.path): row for row in TranslationContext.objects.bulk_create(new)}


def _strings(originals: Mapping[TranslationSource, Page], texts: set[str]) -> dict[str, String]:
    locale = next(iter(originals)).locale
    hashes = {String._get_data_hash(text): text for text in texts}
    rows = [String(locale=locale, data_hash=key, data=text) for key, text in sorted(hashes.items())]
    found = _found_or_made(String.objects.filter(locale=locale), "data_hash", rows)
    return {text: found[key] for key, text in hashes.items()}


def _templates(values: Iterable[Any]) -> dict[UUID, Template]:
    wanted = {_template_uuid(value): value for value in values}
    rows = [
        Template(uuid=key, template=value.template, template_format=value.format, string_count=value.string_count)
        for key, value in sorted(wanted.items())
    ]
    return _found_or_made(Template.objects.all(), "uuid", rows)


def _found_or_made(known: models.QuerySet[Any], key: str, rows: list[Any]) -> dict[UUID, Any]:
    """The stored rows with the keys of ``rows``, by key; those that are missing are written, unless another process
    does so first."""
    found: dict[UUID, Any] = {}
    for some in batches(rows, ROWS_ASKED_FOR_TOGETHER):
        among = known.filter(**{f"{key}__in": [getattr(row, key) for row in some]})
        stored = {getattr(row, key): row for row in among}
        missing = [row for row in some if getattr(row, key) not in stored]
        if missing:
            known.model._default_manager.bulk_create(missing, ignore_conflicts=True)
            stored = {getattr(row, key): row for row in among.all()}
        found |= stored
    return found


def _template_uuid(value: Any) -> UUID:
    """As in :meth:`Template.from_value`."""
    return uuid5(uuid5(Template.BASE_UUID_NAMESPACE, value.format), value.template)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
