"""Facts are the same in every language: status, years, amounts, places, links, images.

When an original is published, what has no language goes to its translations at once, whatever the state of their words
(https://github.com/wagtail/wagtail-localize/issues/623: nothing of wagtail-localize's own reaches them before the next
sync, which replaces changed words by those of the original). A translation keeps its words, its sections and their
order, and what somebody has overridden in it on purpose.
"""

import json
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import SegmentOverride, TranslationSource
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from ..changing import change_versions
from ..following import following

LOGGED_AS = "essaimage_wagtail.facts"
WORDS = (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock, blocks.RichTextBlock)
"""Blocks whose values wagtail-localize gives to translators."""


def translations_of(original: Page) -> list[Page]:
    """The pages that follow an original in other languages; not those that somebody has taken from it for good."""
    locales = following(original).values("target_locale")
    pages = type(original)._default_manager.filter(
        translation_key=original.translation_key, locale__in=locales, alias_of=None
    )
    return list(pages.select_related("locale"))


def take_to_translations(original: Page) -> int:
    """Put the facts of an original as it is published into its translations; returns how many differed."""
    pages = translations_of(original)
    if not pages:
        return 0
    with transaction.atomic():
        _take_to_source(original)
        return sum([_take_to(page, original) for page in pages])


def _take_to_source(original: Page) -> None:
    """Put the facts of an original into the copy on which translators work, and from which wagtail-localize makes every
    translation. The copy keeps its words until somebody syncs. If its words are those of the original, it is
    replaced."""
    source = TranslationSource.objects.get(object_id=original.translation_key, locale_id=original.locale_id)
    copy = source.as_instance()
    if words_of(copy) == words_of(original):
        source.update_from_db()
    elif take_facts(copy, original):
        source.content_json = copy.to_json()
        source.save(update_fields=["content_json"])
        source.refresh_segments()


def words_of(page: Page) -> set[tuple[str, str]]:
    """What a translator is given of a page: texts, and what surrounds them in rich text, each with its path."""
    return {
        (segment.path, segment.string.data if isinstance(segment, StringSegmentValue) else segment.template)
        for segment in extract_segments(page)
        if isinstance(segment, StringSegmentValue | TemplateSegmentValue)
    }


def _take_to(page: Page, original: Page) -> bool:
    overridden = _overridden(page)
    return change_versions(page, lambda version: take_facts(version, original, overridden), LOGGED_AS)


def _overridden(page: Page) -> frozenset[str]:
    """Where somebody has put another value into a translation, as paths such as ``link`` or ``body.<id>.image``."""
    overrides = SegmentOverride.objects.filter(context__object_id=page.translation_key, locale_id=page.locale_id)
    return frozenset(overrides.values_list("context__path", flat=True))


def take_facts(target: models.Model, source: models.Model, overridden: frozenset[str] = frozenset()) -> bool:
    """Put the facts of ``source`` into ``target``, its version in another language, which is not saved.

    ``overridden``: paths at which ``target`` has values of its own. Returns whether anything differed.
    """
    differed = False
    for declared in get_translatable_fields(type(source)):
        field = declared.get_field(type(source))
        translated = declared.is_translated(source)
        if field.name in overridden or not (translated or declared.is_synchronized(source)):
            continue
        if isinstance(field, StreamField):
            differed |= _take_stream(target, source, field, overridden)
        elif _is_child_relation(field):
            differed |= (_take_translated_rows if translated else _take_rows)(target, source, field)
        elif not translated:
            differed |= _take_value(target, source, field)
        elif isinstance(field, models.ForeignKey):
            differed |= _take_reference(target, source, field)
    return differed


def _is_child_relation(field: Any) -> bool:
    return isinstance(field, models.ManyToOneRel) and isinstance(field.remote_field, ParentalKey)


def _take_value(target: models.Model, source: models.Model, field: Any) -> bool:
    if isinstance(field, ParentalManyToManyField):
        held, wanted = (list(getattr(version, field.name).all()) for version in (target, source))
        setattr(target, field.name, wanted)
        return set(held) != set(wanted)
    return _set(target, field, getattr(source, field.attname))


def _take_reference(target: Any, source: models.Model, field: models.ForeignKey[Any]) -> bool:
    """Point ``target`` to the version, in its own language, of what ``source`` refers to."""
    pk = getattr(source, field.attname)
    return _set(target, field, pk and _version(field.related_model, pk, target.locale_id))


def _set(target: models.Model, field: Any, value: Any) -> bool:
    differed: bool = getattr(target, field.attname) != value
    setattr(target, field.attname, value)
    return differed


def _version(model: type[models.Model], pk: Any, locale_id: Any) -> Any:
    """The primary key of a row's version in a language; that of the row itself where there is none."""
    keys = model._default_manager.filter(pk=pk).values("translation_key")
    found = model._default_manager.filter(translation_key__in=keys, locale_id=locale_id).values_list("pk", flat=True)
    return next(iter(found), pk)


def _take_translated_rows(target: Any, source: Any, relation: Any) -> bool:
    """Take the facts of rows that have words, as far as both versions have the row."""
    name = relation.get_accessor_name()
    originals = {row.translation_key: row for row in getattr(source, name).all()}
    rows = list(getattr(target, name).all())
    differed = [take_facts(row, originals[row.translation_key]) for row in rows if row.translation_key in originals]
    if any(differed):
        setattr(target, name, rows)
    return any(differed)


def _take_rows(target: Any, source: Any, relation: Any) -> bool:
    """Copy all rows of the original, if they differ."""
    if _contents(target, relation) == _contents(source, relation):
        return False
    source.copy_child_relation(relation.get_accessor_name(), target)
    return True


def _contents(owner: Any, relation: Any) -> list[tuple[Any, ...]]:
    """The contents of the rows of a relation, without their primary keys."""
    columns = relation.related_model._meta.concrete_fields
    names = [column.attname for column in columns if not column.primary_key and column != relation.remote_field]
    return [tuple(getattr(row, name) for name in names) for row in getattr(owner, relation.get_accessor_name()).all()]


def _take_stream(target: Any, source: Any, field: StreamField, overridden: frozenset[str]) -> bool:
    before, wanted = (as_stored(getattr(version, field.name)) for version in (target, source))
    merged = Merge(target.locale_id, overridden).merged(field.stream_block, wanted, before, field.name)
    if merged == before:
        return False
    setattr(target, field.name, field.stream_block.to_python(merged))
    return True


def as_stored(stream: blocks.StreamValue) -> Any:
    """A stream as the database stores it: a day or an amount is always a text there."""
    return json.loads(json.dumps(stream.get_prep_value(), cls=DjangoJSONEncoder))


class Merge:
    """Values of blocks as they are stored: the facts of one version, the words and sections of another."""

    def __init__(self, locale_id: Any, overridden: frozenset[str]) -> None:
        self.locale_id = locale_id
        self.overridden = overridden

    def merged(self, block: blocks.Block, source: Any, target: Any, path: str) -> Any:
        if path in self.overridden:
            return target
        if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
            return self._items(block, source, target, path)
        if isinstance(block, blocks.BaseStructBlock) and isinstance(source, dict) and isinstance(target, dict):
            return target | {
                name: self.merged(child, source[name], _held(child, target, name), f"{path}.{name}")
                for name, child in block.child_blocks.items()
                if name in source
            }
        if _holds_words(block, source) or _holds_words(block, target):
            return target
        if source and isinstance(block, blocks.ChooserBlock) and _has_languages(block.model_class):
            return _version(block.model_class, source, self.locale_id)
        return source

    def _items(self, block: Any, source: Any, target: Any, path: str) -> list[dict[str, Any]]:
        """The items of the target; an item takes facts from the item of the source that has the same id."""
        originals = {(item["type"], item["id"]): item["value"] for item in source or []}

        def value(item: dict[str, Any]) -> Any:
            if (item["type"], item["id"]) not in originals:
                return item["value"]
            child = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[item["type"]]
            return self.merged(child, originals[item["type"], item["id"]], item["value"], f"{path}.{item['id']}")

        return [item | {"value": value(item)} for item in target or []]


def _held(child: blocks.Block, values: dict[str, Any], name: str) -> Any:
    """A value of a struct; the default if the struct was stored before the block had this child."""
    return values[name] if name in values else child.get_prep_value(child.get_default())


def _holds_words(block: blocks.Block, value: Any) -> bool:
    if hasattr(block, "get_translatable_segments"):
        return bool(block.get_translatable_segments(block.to_python(value)))
    return isinstance(block, WORDS)


@lru_cache
def _has_languages(model: type[models.Model]) -> bool:
    """Whether a model has a row for each language. Pages do not count: links to them are resolved when they are
    shown."""
    return issubclass(model, TranslatableMixin) and not issubclass(model, Page)
