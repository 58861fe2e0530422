"""What wagtail-localize knows about where a translation comes from."""

from wagtail_localize.models import TranslationSource


def original_language(page):
    """Code of the language that ``page`` was translated from, or ``None`` when it is an original."""
    source = (
        TranslationSource.objects.filter(object_id=page.translation_key)
        .exclude(locale=page.locale_id)
        .values_list("locale__language_code", flat=True)
    )
    return source.first()
