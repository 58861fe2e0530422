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


def translate(source: Page, translated: Page, language: str, user: Any = None) -> None:
    """Give ``source`` the translation that ``translated`` holds, and publish it.

    ``translated`` is never saved: it has the same structure (the same block ids) with its texts in
    ``language``; ``user``: who translated it. Raises ``ValueError`` when a text is missing or has other pieces than
    its source.
    """
    locale = Locale.objects.get(language_code=language)
    translation_source, _created = TranslationSource.update_or_create_from_instance(source)
    translation, _created = Translation.objects.get_or_create(source=translation_source, target_locale=locale)
    wanted = strings_by_path(translated)
    position: dict[str, int] = defaultdict(int)
    segments = translation_source.stringsegment_set.select_related("string", "context").order_by("order")
    for segment in segments:
        path = segment.context.path
        try:
            data = wanted[path][position[path]]
        except IndexError:
            raise ValueError(f"{source.title}, {language}: {path} has fewer pieces than its source.") from None
        position[path] += 1
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": data, "translation_type": "manual", "has_error": False, "field_error": ""},
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
