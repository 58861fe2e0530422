"""Translations made through wagtail-localize, string by string, so that its editor shows them."""

from collections import defaultdict
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


def strings_by_path(instance: Page) -> dict[str, list[str]]:
    """The translatable strings of a page in their order, by the path of the field or block they are in."""
    strings = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            strings[segment.path].append(segment.string.data)
    return strings


def source_of(page: Page) -> TranslationSource:
    """The texts of a page as they are now, from which it is translated."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    return source


def translate(source: TranslationSource, translated: Page, language: str, user: Any = None) -> None:
    """Give the page of ``source`` the translation that ``translated`` holds, and publish it.

    ``translated`` is never saved: it has the same structure (the same block ids) with its texts in
    ``language``; ``user``: who translated it. Raises ``ValueError`` when a text is missing or has other pieces than
    its source.
    """
    locale = Locale.objects.get(language_code=language)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    wanted = strings_by_path(translated)
    position: dict[str, int] = defaultdict(int)
    rows: dict[tuple[int, int], StringTranslation] = {}
    for segment in source.stringsegment_set.select_related("context").order_by("order"):
        path = segment.context.path
        try:
            data = wanted[path][position[path]]
        except IndexError:
            raise ValueError(f"{translated.title}, {language}: {path} has fewer pieces than its source.") from None
        position[path] += 1
        # A text that stands twice in a place is one string there: its last translation counts.
        rows[segment.string_id, segment.context_id] = StringTranslation(
            translation_of_id=segment.string_id, locale=locale, context_id=segment.context_id, data=data,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )  # fmt: skip
    StringTranslation.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=["data", "translation_type", "has_error", "field_error", "updated_at"],
    )
    translation.save_target(user=user, publish=True)


def take_over(source: Page, languages: list[str]) -> None:
    """Give the words that ``source`` has now to the translators into some languages, and publish their pages as they
    are then: former words where these changed, those of the original in a section that is new."""
    if languages:
        translation_source = TranslationSource.objects.get_for_instance(source)
        translation_source.update_from_db()
        for translation in translation_source.translations.filter(target_locale__language_code__in=languages):
            translation.save_target(publish=True)
