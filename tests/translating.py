"""What a translator does with a page."""

from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource


def translate(page, code, change=str.upper):
    """Submit a page and give every string a translation, as the translator's editor does."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    locale = Locale.objects.get(language_code=code)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        data = segment.string.data if segment.context.path == "slug" else change(segment.string.data)
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": data, "translation_type": "manual"},
        )
    translation.save_target(publish=True)
    return page.get_translation(locale)
