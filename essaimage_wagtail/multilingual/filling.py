"""New versions of pages that are not saved yet: copies of their originals, with what is known of their texts.

What many versions are made of is read once, and a copy is made from memory.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import prefetch_related_objects
from django.db.models.query import EmptyQuerySet
from modelcluster.models import ClusterableModel, get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.models.copying import _copy
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    TemplateSegment,
    TranslationSource,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from .signals import free_tags_of


@cache
def children_of(model: type[ClusterableModel]) -> list[str]:
    """The names of a model's relations to its child rows."""
    return [relation.get_accessor_name() for relation in get_all_child_relations(model)]


@cache
def relations_of(model: type[Page]) -> list[str]:
    """The names of what Wagtail saves with a page: rows that belong to it, and those that it has chosen."""
    return children_of(model) + [field.name for field in get_all_child_m2m_relations(model)]


def rows_held(page: Page) -> dict[str, list[Any]]:
    """The rows of each relation of a page: those held in memory, else the stored ones. An unsaved page has no stored
    rows."""
    held = {name: getattr(page, name).all() for name in relations_of(type(page))}
    # Skip the query where it would be empty: Django takes long to build even that.
    return {
        name: [] if page.pk is None and isinstance(rows, EmptyQuerySet) else list(rows) for name, rows in held.items()
    }


def hold(page: Page, rows: dict[str, list[Any]]) -> None:
    """Put rows into a page, so that its relations are read from memory."""
    for name, some in rows.items():
        setattr(page, name, some)


def read_relations(pages: list[Page]) -> None:
    """Read the relations of pages of one type together, and hold them in memory."""
    prefetch_related_objects(pages, *relations_of(type(pages[0])))
    for page in pages:
        hold(page, rows_held(page))


class Snapshot:
    """A page as it is now, with its relations, to be copied many times. Each copy is a new instance, because filling an
    instance changes the rows and blocks that it holds."""

    def __init__(self, page: Page, content: str = "") -> None:
        self._model = type(page)
        self._data = json.loads(content or page.to_json())
        chosen = [field.name for field in get_all_child_m2m_relations(self._model)]
        self._chosen = {name: list(getattr(page, name).all()) for name in chosen}
        for name in chosen:
            self._data.pop(name, None)
        if page.pk is None:
            # An unsaved page has no other rows; without empty relations here, saving it makes no query for them.
            for name in relations_of(self._model):
                for held in (self._data, self._chosen):
                    if held.get(name) == []:
                        del held[name]

    def instance(self) -> Any:
        page = self._model.from_serializable_data(dict(self._data), check_fks=False)
        hold(page, self._chosen)
        return page


class Original:
    """A page that is given to translators, as it is (its relations in memory), and as they have it (``source``)."""

    def __init__(self, page: Page, source: TranslationSource, is_new: bool) -> None:
        self.page, self.source = page, source
        if is_new:
            self._given = Snapshot(page, source.content_json)
        else:
            # The source was made some time ago: rows to which it refers may be gone.
            self._given = Snapshot(page.with_content_json(json.loads(source.content_json)))
        if page.live:
            self._copied = self._given if is_new else Snapshot(page)
        else:
            self._copied = Snapshot(page.get_latest_revision_as_object())
        self._filled: tuple[list[Any], Locale, Snapshot] | None = None

    def given(self) -> Any:
        """A new instance with the content of the source."""
        return self._given.instance()

    def version(self, locale: Locale, segments: list[Any]) -> Any:
        """An unsaved version: a copy with the facts of the original and the known translations of its texts. If the
        segments are those of the version made before, its copy is used again, and only the language changes."""
        refers = any(isinstance(segment, RelatedObjectSegmentValue) for segment in segments)
        if refers or self._filled is None or self._filled[0] != segments:
            self._filled = (segments, locale, Snapshot(self._fill(locale, segments)))
        _segments, former, snapshot = self._filled
        target = snapshot.instance()
        translate(target, former, locale)
        return target

    def _fill(self, locale: Locale, segments: list[Any]) -> Any:
        copied = self._copied.instance()
        tags = free_tags_of(copied)
        if tags is not None:
            tags.clear()
        target, children = _copy(
            copied,
            exclude_fields=[
                *copied.default_exclude_fields_in_copy,
                *copied.exclude_fields_in_copy,
                *(name for name, rows in rows_held(copied).items() if not rows),
            ],
            update_attrs={
                "locale": locale,
                "live": False,
                "has_unpublished_changes": True,
                "live_revision": None,
                "first_published_at": None,
                "last_published_at": None,
                "alias_of": None,
            },
        )
        for child in children.values():
            if isinstance(child, TranslatableMixin):
                child.locale = locale
        given = self.given()
        copy_synchronised_fields(given, target)
        ingest_segments(given, target, self.page.locale, locale, segments)
        return target


def translate(thing: Any, former: Locale, locale: Locale) -> None:
    """Change the language of a page or a row, and of its child rows, from ``former`` to ``locale``."""
    if isinstance(thing, TranslatableMixin) and thing.locale_id == former.pk:
        thing.locale = locale
    if isinstance(thing, ClusterableModel):
        for name in children_of(type(thing)):
            for row in getattr(thing, name).all():
                translate(row, former, locale)


class Texts:
    """What is known of the texts of originals in languages, read at once.

    :meth:`of` gives what :meth:`TranslationSource._get_segments_for_translation` gives, which asks for each original
    and language.
    """

    def __init__(self, sources: Collection[TranslationSource], locales: Collection[Locale]) -> None:
        self._strings = _by_source(StringSegment.objects.select_related("context", "string"), sources)
        self._templates = _by_source(TemplateSegment.objects.select_related("context", "template"), sources)
        self._related = _by_source(RelatedObjectSegment.objects.select_related("context", "object"), sources)
        self._facts = _by_source(OverridableSegment.objects.select_related("context"), sources)
        self._versions = versions_of(
            [segment.object for segments in self._related.values() for segment in segments], locales
        )
        here = {"context__object__in": [source.object_id for source in sources], "locale__in": locales}
        translations = StringTranslation.objects.filter(**here, has_error=False)
        self._translations = {
            (string, context, locale): data
            for string, context, locale, data in translations.values_list("translation_of", "context", "locale", "data")
        }
        overrides = SegmentOverride.objects.filter(**here, has_error=False)
        self._overrides = {
            (context, locale): data for context, locale, data in overrides.values_list("context", "locale", "data_json")
        }
        self._known = {
            pair for rows in (translations, overrides) for pair in rows.values_list("context__object", "locale")
        }
        self._unknown: dict[Any, list[Any]] = {}

    def of(self, source: TranslationSource, locale: Locale) -> list[Any]:
        """Segments for a new version; texts that nobody has translated are those of the original, the same list for
        each language of which nothing is known."""
        if source.pk in self._related or (source.object_id, locale.pk) in self._known:
            return [*self._texts(source, locale), *self._others(source, locale)]
        if source.pk not in self._unknown:
            self._unknown[source.pk] = list(self._texts(source, locale))
        return self._unknown[source.pk]

    def _texts(self, source: TranslationSource, locale: Locale) -> Iterable[Any]:
        for segment in self._strings[source.pk]:
            known = self._translations.get((segment.string_id, segment.context_id, locale.pk))
            value = StringSegmentValue(
                segment.context.path, StringValue(known or segment.string.data), attrs=json.loads(segment.attrs)
            )
            yield value.with_order(segment.order)
        for segment in self._templates[source.pk]:
            form = segment.template
            yield TemplateSegmentValue(
                segment.context.path, form.template_format, form.template, form.string_count, order=segment.order
            )

    def _others(self, source: TranslationSource, locale: Locale) -> Iterable[Any]:
        for segment in self._related[source.pk]:
            if (segment.object_id, locale.pk) in self._versions:
                yield RelatedObjectSegmentValue(
                    segment.context.path, segment.object.content_type, segment.object_id, order=segment.order
                )
        for segment in self._facts[source.pk]:
            override = self._overrides.get((segment.context_id, locale.pk))
            if override is not None:
                yield OverridableSegmentValue(segment.context.path, json.loads(override), order=segment.order)


def _by_source(segments: Any, sources: Collection[TranslationSource]) -> dict[Any, list[Any]]:
    found = defaultdict(list)
    for segment in segments.filter(source__in=sources):
        found[segment.source_id].append(segment)
    return found


def versions_of(things: Iterable[Any], locales: Collection[Locale]) -> set[tuple[UUID, Any]]:
    """In which of some languages there is a version of what wagtail-localize knows: pairs of a key and a locale's."""
    keys: dict[Any, set[UUID]] = defaultdict(set)
    for thing in things:
        keys[thing.content_type_id].add(thing.translation_key)
    found: set[tuple[UUID, Any]] = set()
    for content_type, some in keys.items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        rows = model._base_manager.filter(translation_key__in=some, locale__in=locales)
        found |= set(rows.values_list("translation_key", "locale"))
    return found
