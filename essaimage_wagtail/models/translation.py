"""How fields are declared to wagtail-localize, and which of their texts it has no translation of."""

from django.apps import apps
from django.db.models import Exists, OuterRef
from wagtail_localize.fields import SynchronizedField


def same_in_every_language(names):
    """``override_translatable_fields`` for facts: copied to every language, and edited in the original alone."""
    return [SynchronizedField(name, overridable=False) for name in names]


def untranslated(segments, locale):
    """Those of some texts (rows of wagtail-localize's ``StringSegment``) that have no translation into a language, that
    of a locale's key or of an expression. An address in the language of the original disturbs nobody."""
    translated = apps.get_model("wagtail_localize.StringTranslation").objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale, has_error=False
    )
    return segments.exclude(context__path="slug").filter(~Exists(translated))
