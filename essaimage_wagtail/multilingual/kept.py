"""Translated texts outlive a change of their original, and wait to be reviewed.

wagtail-localize keeps a translation under the very words of its original. When these change, the next sync finds no
translation, and the page says that sentence in the language of the original
(https://github.com/wagtail/wagtail-localize/issues/502). Here the former translation is kept for the new words, and
marked.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from wagtail_localize.models import (
    SourceDeletedError,
    String,
    StringSegment,
    StringTranslation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, extract_ids, validate_translation_links

from ..comparing.words import paired
from .models import ToReview, is_by_machine

SLUG = "slug"
"""The path of a page's slug: an address stays, whatever the words of its original."""


@dataclass(frozen=True, slots=True)
class Word:
    """A translated text, as wagtail-localize has it (HTML with ``<a id="a1">``). ``doubtful``: somebody has to read it;
    ``by_machine``: nobody ever has."""

    data: str
    doubtful: bool = False
    by_machine: bool = False


def keep_former_translations(source: TranslationSource) -> int:
    """Give each text that changed the translations of the one that stood there; returns how many were kept.

    To be called when ``source`` has its new content, and still the segments of the former one.
    """
    former = _former_strings(source)
    if not former:
        return 0
    try:
        current = _strings_by_path(source.as_instance())
    except SourceDeletedError:
        return 0
    replaced = [
        (path, strings[i], current[path][j])
        for path, strings in former.items()
        if path in current and [string.data for string in strings] != current[path]
        for i, j in paired([string.data for string in strings], current[path])
        if i is not None and j is not None and strings[i].data != current[path][j]
    ]
    return _keep(source, replaced) if replaced else 0


def _former_strings(source: TranslationSource) -> dict[str, list[String]]:
    found = defaultdict(list)
    for segment in source.stringsegment_set.select_related("string", "context").order_by("order"):
        found[segment.context.path].append(segment.string)
    return found


def _strings_by_path(instance: models.Model) -> dict[str, list[str]]:
    found = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found


def _keep(source: TranslationSource, replaced: Sequence[tuple[str, String, str]]) -> int:
    held = defaultdict(list)
    for one in StringTranslation.objects.filter(
        context__object_id=source.object_id,
        context__path__in={path for path, _old, _new in replaced},
        has_error=False,
    ).select_related("context", "translation_of", "to_review"):
        held[one.context.path, one.translation_of.data].append(one)
    kept = 0
    for path, old, new in replaced:
        translated = {one.locale_id for one in held[path, new]}
        for one in held[path, old.data]:
            if one.locale_id not in translated:
                kept += 1
                _copy(one, String.from_value(source.locale_id, StringValue(new)), _true_to(one))
    return kept


def _true_to(one: StringTranslation) -> Any:
    """The primary key of the original words of which this text is a translation."""
    review = getattr(one, "to_review", None)
    return review.former_id if review else one.translation_of_id


def _copy(one: StringTranslation, string: String, former_id: Any) -> None:
    is_text = one.context.path != SLUG
    copy = StringTranslation.objects.create(
        translation_of=string,
        locale_id=one.locale_id,
        context=one.context,
        data=fitting(one.data, string.data),
        translation_type=one.translation_type,
        tool_name=told_in_the_editor() if is_text else one.tool_name,
        last_translated_by_id=one.last_translated_by_id,
    )
    if is_text:
        ToReview.objects.update_or_create(translation=copy, defaults={"former_id": former_id})


def told_in_the_editor() -> str:
    """What wagtail-localize's editor says beside a text that was kept, after “Translated with”."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext("former words (to be reviewed)")


def fitting(data: str, original: str) -> str:
    """A translation without the links that its original does not have (any more): wagtail-localize refuses it with
    them, and shows the original's words instead."""
    unknown = extract_ids(data) - extract_ids(original)
    if not unknown:
        return data
    soup = BeautifulSoup(data, "html.parser")
    for link in soup.find_all("a", id=list(unknown)):
        link.unwrap()
    return str(soup)


def error_in(data: str, original: str) -> str:
    """Why wagtail-localize would not show a translation of a text, in words; empty if it does."""
    try:
        StringValue.from_translated_html(data)
        validate_translation_links(original, data)
    except ValueError as error:
        return str(error)
    return ""


def reviewed(one: StringTranslation) -> None:
    """Somebody has saved the text, and so has read it."""
    ToReview.objects.filter(translation=one).delete()


def drafted(one: StringTranslation) -> None:
    """Mark a text that a machine has made from the present words of the original."""
    if one.context_id and one.context.path != SLUG:
        ToReview.objects.update_or_create(translation=one, defaults={"former_id": one.translation_of_id})


# Words of a version, by their places


def words_on_page(page: models.Model) -> dict[str, list[Word | None]]:
    """The texts that a version shows, by path."""
    return {path: [Word(data) for data in texts] for path, texts in _strings_by_path(page).items()}


def words_in_memory(source: TranslationSource, locale_id: Any) -> dict[str, list[Word | None]]:
    """By path, what translators have made of the texts of ``source``; ``None`` for what is not translated."""
    known = {
        (one.translation_of_id, one.context_id): _word(one)
        for one in StringTranslation.objects.filter(
            context__object_id=source.object_id, locale_id=locale_id, has_error=False
        ).select_related("to_review")
    }
    found: dict[str, list[Word | None]] = defaultdict(list)
    for segment in source.stringsegment_set.select_related("context").order_by("order"):
        found[segment.context.path].append(known.get((segment.string_id, segment.context_id)))
    return found


def _word(one: StringTranslation) -> Word:
    doubtful = hasattr(one, "to_review")
    return Word(one.data, doubtful, doubtful and is_by_machine(one))


def remember(source: TranslationSource, locale_id: Any, words: Mapping[str, Sequence[Word | None]]) -> None:
    """Make texts the translations of those of ``source`` that stand at the same places. What does not stand there as
    many times as in ``source`` is to be reviewed."""
    segments: dict[str, list[StringSegment]] = defaultdict(list)
    for segment in source.stringsegment_set.select_related("string", "context").order_by("order"):
        segments[segment.context.path].append(segment)
    for path, ones in segments.items():
        there = words.get(path, [])
        for segment, word in zip(ones, there, strict=False):
            if word is not None:
                doubtful = path != SLUG and (word.doubtful or len(ones) != len(there))
                data = fitting(word.data, segment.string.data)
                _remember(segment, locale_id, replace(word, data=data, doubtful=doubtful))


def _remember(segment: StringSegment, locale_id: Any, word: Word) -> None:
    key = {"translation_of": segment.string, "locale_id": locale_id, "context": segment.context}
    one = StringTranslation.objects.filter(**key).first()
    if one is None or one.data != word.data or one.has_error:
        by_hand, by_machine = StringTranslation.TRANSLATION_TYPE_MANUAL, StringTranslation.TRANSLATION_TYPE_MACHINE
        one, _created = StringTranslation.objects.update_or_create(
            **key,
            defaults={
                "data": word.data,
                "translation_type": by_machine if word.by_machine else by_hand,
                "tool_name": told_in_the_editor() if word.doubtful else "",
                "has_error": False,
                "field_error": "",
            },
        )
    if word.doubtful:
        ToReview.objects.get_or_create(translation=one)


def to_review(
    segments: "models.QuerySet[StringSegment]", locale: Any, **which: Any
) -> "models.QuerySet[StringSegment]":
    """The texts among ``segments`` whose translation into a language waits for a review. ``locale``: the key of the
    locale, or an expression that gives it; ``which``: lookups of :class:`.models.ToReview`."""
    waiting = ToReview.objects.filter(
        translation__translation_of=models.OuterRef("string"),
        translation__context=models.OuterRef("context"),
        translation__locale=locale,
        **which,
    )
    return segments.filter(models.Exists(waiting))


def waiting_for_review(source: TranslationSource, locale_id: Any) -> "models.QuerySet[ToReview]":
    """The reviews that wait of the texts that ``source`` has now, in their order."""
    segments = StringSegment.objects.filter(
        source=source,
        string=models.OuterRef("translation__translation_of"),
        context=models.OuterRef("translation__context"),
    )
    return (
        ToReview.objects.filter(translation__locale_id=locale_id)
        .annotate(order=models.Subquery(segments.values("order")[:1]))
        .exclude(order=None)
        .select_related("translation__context", "translation__translation_of", "former")
        .order_by("order")
    )
