"""What readers are told of a page that is a translation: its original, how far it is behind, what is untranslated."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.http import HttpRequest
from django.utils.functional import cached_property

from ..following import into
from ..models.translation import untranslated
from .changes import seen_by_readers, told
from .languages import Language, language


def with_translation(pages: Any, locale_id: Any) -> Any:
    """Each page with what wagtail-localize knows of it: ``is_original`` (translations are made from it), ``follows``
    (the key of the locale of the version that it is made from, if it is), ``by_machine`` (see
    :attr:`TranslationContext.by_machine`); and, where a version of the language ``locale_id`` follows it, ``synced_at``
    (when its words were last taken for translation), ``has_waiting`` (whether any of these is not translated into that
    language), and ``changes`` since that version was translated, the latest of them published at ``changed_at``; both
    ``None`` if nothing was compared yet."""
    sources = apps.get_model("wagtail_localize.TranslationSource").objects.filter(
        object_id=OuterRef("translation_key"), locale=OuterRef("locale_id")
    )
    followed = sources.filter(translations__target_locale=locale_id, translations__enabled=True)
    # Only texts of pages that are followed: most pages around are not, and their texts are left unread.
    texts = apps.get_model("wagtail_localize.StringSegment").objects.filter(
        source__object_id=OuterRef("translation_key"),
        source__locale=OuterRef("locale_id"),
        source__translations__target_locale=locale_id,
        source__translations__enabled=True,
    )
    made_from = into(OuterRef("translation_key"), OuterRef("locale_id")).filter(enabled=True)
    baselines = apps.get_model("essaimage_multilingual.Baseline").objects.filter(
        translation__source__object_id=OuterRef("translation_key"), translation__enabled=True
    )
    compared = baselines.filter(translation__source__locale=OuterRef("locale_id"), translation__target_locale=locale_id)
    own = baselines.filter(translation__target_locale=OuterRef("locale_id"))
    return pages.annotate(
        is_original=Exists(sources),
        follows=Subquery(made_from.values("source__locale")[:1]),
        synced_at=Subquery(followed.values("last_updated_at")),
        has_waiting=Exists(untranslated(texts, locale_id)),
        changes=Subquery(compared.values("changes")),
        changed_at=Subquery(compared.values("changed_at")),
        by_machine=Subquery(own.values("machine")[:1]),
    )


class TranslationContext:
    """The part of :class:`.page.PageContext` that tells of the version from which the page is made. That class gives
    ``around`` and ``versions``, whose pages come from :func:`with_translation`."""

    page: Any
    request: HttpRequest
    around: Any
    versions: Any

    @cached_property
    def original(self) -> Language | None:
        """The :class:`Language` that this page was translated from, with the address of that version; ``None`` for an
        original, and where the version may not be seen."""
        sources = [version for version in self.around if getattr(version, "is_original", False)]
        if any(version.pk == self.page.pk for version in sources) and not self._followed:
            return None
        original = self._first or next((version for version in self.versions if version in sources), None)
        if original is None:
            return None
        return language(original.locale.language_code, url=self._url(original) or "")

    @cached_property
    def by_way_of(self) -> Language | None:
        """The version from which this page is made where that is itself a translation of :attr:`original`."""
        followed = self._followed
        if followed is None or followed is self._first:
            return None
        return language(followed.locale.language_code, url=self._url(followed) or "")

    @cached_property
    def _first(self) -> Any:
        """Where the chain of versions that this page follows began."""
        by_locale = {version.locale_id: version for version in self.versions if version.pk != self.page.pk}
        first, seen = self._followed, set()
        while first is not None and first.follows in by_locale and first.pk not in seen:
            seen.add(first.pk)
            first = by_locale[first.follows]
        return first

    @cached_property
    def _followed(self) -> Any:
        """The version from which wagtail-localize makes this page, unless somebody has stopped that."""
        return next((version for version in self.versions if getattr(version, "synced_at", None)), None)

    @property
    def original_changed(self) -> datetime | None:
        """When the original was last published with other words than those that this page translates, if it was."""
        original = self._followed
        if original is None:
            return None
        if original.changes is not None:
            changed: datetime | None = original.changed_at if seen_by_readers(original.changes) else None
            return changed
        # Neither version was published since the site began to compare them.
        published: datetime | None = original.last_published_at
        return published if published and published > original.synced_at else None

    @property
    def original_changes(self) -> list[str]:
        """What changed in the original since, as sentences."""
        if self._followed is None or not self._followed.changes:
            return []
        return told(type(self.page), seen_by_readers(self._followed.changes))

    @property
    def is_partly_translated(self) -> bool:
        return self._followed is not None and self._followed.has_waiting

    @cached_property
    def by_machine(self) -> frozenset[str]:
        """The fields of the page, and the ids of its blocks, with texts that a machine translated and nobody has read:
        ``{"title", "3c9e…"}``."""
        own = next((other for other in self.around if other.pk == self.page.pk), None)
        return frozenset(name.partition(".")[2] or name for name in getattr(own, "by_machine", None) or ())

    @cached_property
    def _texts(self) -> list[tuple[str, bool, str]]:
        """The texts of a partly translated page as translators have them: ``[(where it stands, whether it has no
        translation, its words if it has none)]``. One query."""
        if not self.is_partly_translated:
            return []
        texts = apps.get_model("wagtail_localize.StringSegment").objects.filter(
            source__object_id=self.page.translation_key, source__locale=self._followed.locale_id
        )
        waits = Q(pk__in=untranslated(texts, self.page.locale_id).values("pk"))
        words = Case(When(waits, then=F("string__data")), default=Value(""), output_field=TextField())
        return list(texts.annotate(waits=waits, words=words).values_list("context__path", "waits", "words"))

    @cached_property
    def untranslated_blocks(self) -> dict[str, str]:
        """By their ids, the blocks of the page that have no translated text, each with the language that it is in."""
        found = [(path.split(".")[1], waits) for path, waits, _words in self._texts if "." in path]
        translated = {block for block, waits in found if not waits}
        return {block: self._followed.locale.language_code for block, _waits in found if block not in translated}

    @cached_property
    def untranslated_words(self) -> dict[str, str]:
        """Texts of the page that have no translation, as wagtail-localize has them, each with its language."""
        return {words: self._followed.locale.language_code for _path, waits, words in self._texts if waits}

    def _url(self, page: Any) -> str | None:
        url: str | None = page.get_url(self.request)
        return url
