"""The texts of an original as wagtail-localize keeps them, written in bulk.

:meth:`wagtail_localize.models.TranslationSource.refresh_segments` asks the database four to seven times for each text.
For an original that is submitted for the first time nothing has to be compared: one query writes all texts of a kind.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

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
from wagtail_localize.segments import OverridableSegmentValue, RelatedObjectSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments


def source_of(page: Page) -> TranslationSource:
    """What wagtail-localize translates: as it is already, or made of the page, which is of its specific class."""
    thing, is_new = TranslatableObject.objects.get_or_create_from_instance(page)
    found = TranslationSource.objects.filter(object=thing, locale=page.locale_id).first()
    if found is not None:
        return found
    source = TranslationSource.objects.create(
        object=thing,
        locale=page.locale,
        specific_content_type=page.cached_content_type,
        object_repr=str(page)[:200],
        content_json=page.to_json(),
        schema_version=get_schema_version(page._meta.app_label),
        last_updated_at=timezone.now(),
    )
    write_segments(source, as_page(source, page), is_new)
    return source


def as_page(source: TranslationSource, page: Page) -> Page:
    """A page with the content of a source, as :meth:`TranslationSource.as_instance` makes it, without reading the page
    again."""
    return page.with_content_json(json.loads(source.content_json))


def write_segments(source: TranslationSource, page: Page, is_new: bool) -> None:
    """Write all segments of a source that has none. ``is_new``: nothing is known of the object in any language."""
    values = extract_segments(page)
    contexts = _contexts(source, page, {value.path for value in values}, is_new)
    texts, templates, related, facts = [], [], [], []
    for value in values:
        if isinstance(value, TemplateSegmentValue):
            templates.append(value)
        elif isinstance(value, RelatedObjectSegmentValue):
            related.append(value)
        elif isinstance(value, OverridableSegmentValue):
            facts.append(value)
        else:
            texts.append(value)

    def common(value: Any) -> dict[str, Any]:
        return {"source": source, "context": contexts[value.path], "order": value.order}

    strings = _strings(source, {value.string.data for value in texts})
    StringSegment.objects.bulk_create(
        StringSegment(string=strings[value.string.data], attrs=_json(value.attrs), **common(value)) for value in texts
    )
    forms = _templates(templates)
    TemplateSegment.objects.bulk_create(
        TemplateSegment(template=forms[_template_uuid(value)], **common(value)) for value in templates
    )
    RelatedObjectSegment.objects.bulk_create(
        RelatedObjectSegment(object=_object(value), **common(value)) for value in related
    )
    OverridableSegment.objects.bulk_create(
        OverridableSegment(data_json=_json(value.data), **common(value)) for value in facts
    )


@dataclass
class _Path:
    """What :meth:`TranslationContext.get_field_path` reads: a context would be saved for each path."""

    path: str
    field_path: str = ""

    def save(self, update_fields: Iterable[str]) -> None:
        """Written with all others."""


def _contexts(source: TranslationSource, page: Page, paths: set[str], is_new: bool) -> dict[str, TranslationContext]:
    """The contexts of paths. Those of another language's source are the same ones."""
    rows = TranslationContext.objects.filter(object=source.object_id)
    found = {} if is_new else {row.path: row for row in rows if row.path in paths}
    new = [
        TranslationContext(
            object_id=source.object_id,
            path=path,
            path_id=TranslationContext._get_path_id(path),
            field_path=TranslationContext.get_field_path(_Path(path), page),
        )
        for path in sorted(paths - found.keys())
    ]
    return found | {row.path: row for row in TranslationContext.objects.bulk_create(new)}


def _strings(source: TranslationSource, texts: set[str]) -> dict[str, String]:
    hashes = {String._get_data_hash(text): text for text in texts}
    rows = [String(locale=source.locale, data_hash=key, data=text) for key, text in sorted(hashes.items())]
    found = _found_or_made(String.objects.filter(locale=source.locale_id), "data_hash", rows)
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
    among = known.filter(**{f"{key}__in": [getattr(row, key) for row in rows]})
    found = {getattr(row, key): row for row in among}
    missing = [row for row in rows if getattr(row, key) not in found]
    if missing:
        known.model._default_manager.bulk_create(missing, ignore_conflicts=True)
        found = {getattr(row, key): row for row in among.all()}
    return found


def _template_uuid(value: Any) -> UUID:
    """As in :meth:`Template.from_value`."""
    return uuid5(uuid5(Template.BASE_UUID_NAMESPACE, value.format), value.template)


def _object(value: Any) -> TranslatableObject:
    thing, _created = TranslatableObject.objects.get_or_create(
        content_type=value.content_type, translation_key=value.translation_key
    )
    return thing


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
