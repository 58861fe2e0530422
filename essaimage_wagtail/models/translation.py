"""How fields are declared to wagtail-localize, and which of their texts it has no translation of."""

from django.apps import apps
from django.db.models import BooleanField, Exists, OuterRef, Value
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.strings import StringValue


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


def drafted(page, names, code):
    """``{name: text}`` of those fields of a page of which a machine made a translation into a language that nobody has
    read: the words that were given to it are the page's own still. One query; nothing on a site without
    wagtail-localize."""
    if not apps.is_installed("essaimage_wagtail.multilingual"):
        return {}
    own = {name: StringValue.from_plaintext(getattr(page, name, "") or "").data for name in names}
    rows = apps.get_model("wagtail_localize.StringTranslation").objects.filter(
        context__object_id=page.translation_key,
        context__path__in=names,
        translation_of__locale=page.locale_id,
        locale__language_code=code,
        translation_type="machine",
        to_review__isnull=False,
        has_error=False,
    )
    found = rows.values_list("context__path", "translation_of__data", "data")
    return {name: StringValue(data).render_text() for name, original, data in found if original == own[name]}


def with_original(pages):
    """Pages with ``is_original``: whether the other versions are translated from this one (it is a source of
    wagtail-localize, and no version follows another into its language); ``False`` for all on a site without it."""
    if not apps.is_installed("wagtail_localize"):
        return pages.annotate(is_original=Value(False, output_field=BooleanField()))
    sources = apps.get_model("wagtail_localize.TranslationSource").objects.filter(object_id=OuterRef("translation_key"))
    own = sources.filter(locale=OuterRef("locale_id"))
    followed = sources.filter(translations__target_locale=OuterRef("locale_id"), translations__enabled=True)
    return pages.annotate(is_original=Exists(own) & ~Exists(followed))


def with_translations(pages):
    """Pages with ``is_translation``: whether wagtail-localize makes this version from another one, or has made it;
    ``False`` for all on a site without it."""
    if not apps.is_installed("wagtail_localize"):
        return pages.annotate(is_translation=Value(False, output_field=BooleanField()))
    made = apps.get_model("wagtail_localize.Translation").objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale=OuterRef("locale_id")
    )
    return pages.annotate(is_translation=Exists(made))
