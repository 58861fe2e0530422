"""What wagtail-localize knows about where a translation comes from."""

from django.db.models import Exists, OuterRef
from wagtail_localize.models import TranslationSource


def annotate_originals(pages):
    """Pages with ``is_original``: whether translations are made from this language version."""
    sources = TranslationSource.objects.filter(object_id=OuterRef("translation_key"), locale=OuterRef("locale_id"))
    return pages.annotate(is_original=Exists(sources))
