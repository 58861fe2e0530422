"""How fields are declared to wagtail-localize, and which of their texts it has no translation of."""

from django.apps import apps
from django.db.models import BooleanField, Exists, OuterRef, Value
from wagtail_localize.fields import SynchronizedField


def same_in_every_language(names, but_for=()):
    """``override_translatable_fields`` for facts: copied to every language, and edited in the original alone.

    ``but_for``: other fields, that are copied as well, unless a translator gives one language a value of its own.
    """
    return [
        *(SynchronizedField(name, overridable=False) for name in names),
        *(SynchronizedField(name) for name in but_for),
    ]


def untranslated(segments, locale):
    """Those of some texts (rows of wagtail-localize's ``StringSegment``) that have no translation into a language, that
    of a locale's key or of an expression. An address in the language of the original disturbs nobody."""
    translated = apps.get_model("wagtail_localize.StringTranslation").objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale, has_error=False
    )
    return segments.exclude(context__path="slug").filter(~Exists(translated))


def with_original(pages):
    """Pages with ``is_original``: whether the other versions are translated from this one (it is a source of
    wagtail-localize, and no version follows another into its language); ``False`` for all on a site without it."""
    if not apps.is_installed("wagtail_localize"):
        return pages.annotate(is_original=Value(False, output_field=BooleanField()))
    sources = apps.get_model("wagtail_localize.TranslationSource").objects.filter(object_id=OuterRef("translation_key"))
    own = sources.filter(locale=OuterRef("locale_id"))
    followed = sources.filter(translations__target_locale=OuterRef("locale_id"), translations__enabled=True)
    return pages.annotate(is_original=Exists(own) & ~Exists(followed))
