"""Which version of something follows which other: the one place that asks wagtail-localize.

A translation of wagtail-localize (a row of ``Translation``) ties an original, in the state in which its translators
have it (``source``), to the language of the version that is made from it. The row stays when somebody stops the
translation (``enabled`` is then false). An earlier version of the plugin let a version have several rows: an enabled
row counts before a stopped one, then the newest. ``instance``: a page, or a snippet that exists in several languages.
"""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value

if TYPE_CHECKING:
    from wagtail_localize.models import Translation


def _translations() -> "QuerySet[Translation]":
    found: QuerySet[Translation] = apps.get_model("wagtail_localize.Translation").objects.all()
    return found


def of_all_versions(key: Any) -> "QuerySet[Translation]":
    """The translations that make, or made, the versions with the translation key ``key`` (or an expression for it); of
    each version, the translation that counts comes first."""
    return _translations().filter(source__object_id=key).order_by("-enabled", "-pk")


def into(key: Any, locale_id: Any) -> "QuerySet[Translation]":
    """As :func:`of_all_versions`, for the version in one language alone."""
    return of_all_versions(key).filter(target_locale=locale_id)


def followed_by(instance: Any) -> "Translation | None":
    """The translation that makes a version, or made it; ``None`` for a version that never followed another."""
    return into(instance.translation_key, instance.locale_id).select_related("source").first()


def followed_now(instance: Any) -> "Translation | None":
    """The translation that makes a version; ``None`` once somebody has stopped it."""
    found = followed_by(instance)
    return found if found is not None and found.enabled else None


def following(instance: Any) -> "QuerySet[Translation]":
    """The translations, not stopped, that make other versions from this one."""
    return _translations().filter(
        source__object_id=instance.translation_key, source__locale=instance.locale_id, enabled=True
    )


def is_original(instance: Any) -> bool:
    """Whether other versions are made from this one."""
    return following(instance).exists()


def with_original(pages: Any) -> Any:
    """Pages with ``is_original``: whether the other versions are translated from this one (it is a source of
    wagtail-localize, and no version follows another into its language); ``False`` for all on a site without it."""
    if not apps.is_installed("wagtail_localize"):
        return pages.annotate(is_original=Value(False, output_field=BooleanField()))
    sources = apps.get_model("wagtail_localize.TranslationSource").objects.filter(object_id=OuterRef("translation_key"))
    own = sources.filter(locale=OuterRef("locale_id"))
    followed = into(OuterRef("translation_key"), OuterRef("locale_id")).filter(enabled=True)
    return pages.annotate(is_original=Exists(own) & ~Exists(followed))


def with_translations(pages: Any) -> Any:
    """Pages with ``is_translation``: whether wagtail-localize makes this version from another one, or has made it;
    ``False`` for all on a site without it."""
    if not apps.is_installed("wagtail_localize"):
        return pages.annotate(is_translation=Value(False, output_field=BooleanField()))
    return pages.annotate(is_translation=Exists(into(OuterRef("translation_key"), OuterRef("locale_id"))))
