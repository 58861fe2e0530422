"""How models declare their fields to wagtail-localize, and which texts of the fields have no translation."""

from django.apps import apps
from django.db.models import Exists, OuterRef
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
    """The texts among ``segments`` (rows of wagtail-localize's ``StringSegment``) without a translation into a
    language. ``locale``: a locale's key, or an expression. Slugs do not count: an untranslated one disturbs nobody."""
    translated = apps.get_model("wagtail_localize.StringTranslation").objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale, has_error=False
    )
    return segments.exclude(context__path="slug").filter(~Exists(translated))


def drafted(page, names, code):
    """``{name: text}``: a machine's translations of a page's fields into a language that nobody has read yet, where the
    page still has the words that the machine was given. One query; nothing on a site without
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
