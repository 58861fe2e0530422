"""Which version is the original: one for all languages, and another one when a team asks for it.

wagtail-localize has no way to change it (https://github.com/wagtail/roadmap/issues/122), and allows two sources for one
translation (https://github.com/wagtail/wagtail-localize/issues/878). Paths of texts are the same in all versions,
because copies keep the ids of blocks: so the words of each version can be put under those of another.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationLog, TranslationSource

from ..following import followed_by, into, of_all_versions
from .behind import begin_again
from .kept import SLUG, Word, remember, waiting_for_review, words_in_memory, words_on_page
from .sections import sections_of

LOGGED_AS = "essaimage_wagtail.adopt"

Words = dict[str, list[Word | None]]


@dataclass(frozen=True, slots=True)
class Version:
    """A version other than the adopted one. ``follows``: whether it will be made from the new original, rather than go
    its own way as it does today (“Stop synced translation”). ``own``: how many sections it has that the new original
    does not have."""

    page: Page
    follows: bool
    own: int


class Family:
    """The versions of a page, and which of them follows which."""

    def __init__(self, page: Page) -> None:
        self.page = page
        key = page.translation_key
        self.pages: dict[Any, Page] = {
            version.locale_id: version
            for version in type(page)
            ._default_manager.filter(translation_key=key, alias_of=None)
            .select_related("locale")
            .order_by("pk")
        }
        self.sources = {source.locale_id: source for source in TranslationSource.objects.filter(object_id=key)}
        self.translations: dict[Any, Translation] = {}
        """What each language follows."""
        for translation in of_all_versions(key).select_related("source", "target_locale"):
            self.translations.setdefault(translation.target_locale_id, translation)

    def others(self) -> dict[Any, bool]:
        """The locales of the other versions that are tied to an original, and whether they will follow the new one."""
        found = {}
        for locale_id in self.translations.keys() | self.sources.keys():
            if locale_id == self.page.locale_id:
                continue
            translation = self.translations.get(locale_id)
            if translation is None:
                if locale_id in self.pages:
                    found[locale_id] = True
            else:
                # wagtail-localize stops all translations of an original that is deleted.
                orphaned = translation.source.locale_id not in self.pages
                found[locale_id] = translation.enabled or (orphaned and locale_id in self.pages)
        return found

    def words(self, locale_id: Any) -> Words:
        """The words of a version: those that its translators have made or, without translators, those on its page. Its
        address is always that of the page."""
        translation, page = self.translations.get(locale_id), self.pages.get(locale_id)
        on_page = words_on_page(page) if page is not None else {}
        if translation is None:
            return self._with_doubts(on_page, self.sources.get(locale_id))
        if not translation.enabled and page is not None:
            return own_words(page, translation)
        words = words_in_memory(translation.source, locale_id)
        return {**words, SLUG: on_page.get(SLUG, [])}

    def _with_doubts(self, words: Words, source: TranslationSource | None) -> Words:
        """The words of an original; a text is doubtful if it has changed since it was given to translators."""
        if source is None:
            return words
        given = words_given(source)
        return {
            path: [
                word and replace(word, doubtful=word.data != _at(given, path, place))
                for place, word in enumerate(texts)
            ]
            for path, texts in words.items()
        }

    def unsure(self) -> set[tuple[str, int]]:
        """The places at which a text of the adopted version waits for a review: the other versions are newer there."""
        translation = self.translations.get(self.page.locale_id)
        if translation is None:
            return set()
        waiting = {
            (review.translation.context_id, review.translation.translation_of_id)
            for review in waiting_for_review(translation.source, self.page.locale_id)
        }
        found: set[tuple[str, int]] = set()
        places: dict[str, int] = defaultdict(int)
        for segment in translation.source.stringsegment_set.select_related("context").order_by("order"):
            path = segment.context.path
            if (segment.context_id, segment.string_id) in waiting:
                found.add((path, places[path]))
            places[path] += 1
        return found


def versions_beside(page: Page) -> list[Version]:
    """What :func:`adopt` does to the other versions."""
    family = Family(page)
    held = sections_of(page, [])
    return [
        Version(
            family.pages[locale_id],
            follows,
            sum(name not in held for name in sections_of(family.pages[locale_id], [])),
        )
        for locale_id, follows in sorted(family.others().items())
        if locale_id in family.pages
    ]


@transaction.atomic
def adopt(page: Page, user: Any = None) -> TranslationSource:
    """Make a version the original of all others. Each keeps its words, as translations of those of the new original;
    what nobody has compared with it is to be reviewed. Nothing that readers see changes. Adopting another version
    undoes it."""
    page = page.specific
    family = Family(page)
    others, unsure = family.others(), family.unsure()
    words = {locale_id: _doubted(family.words(locale_id), unsure) for locale_id in others}
    source, _created = TranslationSource.update_or_create_from_instance(page)
    # Translations that are stopped, too: wagtail-localize looks for the one source of a page.
    Translation.objects.filter(source__object_id=page.translation_key).delete()
    TranslationLog.objects.filter(source__object_id=page.translation_key).update(source=source)
    TranslationSource.objects.filter(object_id=page.translation_key).exclude(pk=source.pk).delete()
    for locale_id, follows in others.items():
        remember(source, locale_id, words[locale_id])
        translation = Translation.objects.create(source=source, target_locale_id=locale_id, enabled=follows)
        if follows and locale_id in family.pages:
            begin_again(translation, family.pages[locale_id])
    log(instance=page, action=LOGGED_AS, user=user)
    return source


def _doubted(words: Words, unsure: set[tuple[str, int]]) -> Words:
    return {
        path: [
            replace(word, doubtful=True) if word and (path, place) in unsure else word
            for place, word in enumerate(texts)
        ]
        for path, texts in words.items()
    }


def own_words(page: Any, translation: Translation) -> Words:
    """The words of a version that goes its own way; ``None`` for a text that it shows untranslated, in the words of its
    original."""
    known = words_in_memory(translation.source, page.locale_id)
    given = words_given(translation.source)
    return {
        path: [
            None if word and _at(given, path, place) == word.data and _at(known, path, place) is None else word
            for place, word in enumerate(texts)
        ]
        for path, texts in words_on_page(page).items()
    }


def words_given(source: TranslationSource) -> dict[str, list[str]]:
    """The texts of a source as its translators have them, by path."""
    given: dict[str, list[str]] = defaultdict(list)
    for segment in source.stringsegment_set.select_related("string", "context").order_by("order"):
        given[segment.context.path].append(segment.string.data)
    return given


def _at(texts: Any, path: str, place: int) -> Any:
    return next(iter(texts.get(path, [])[place : place + 1]), None)


def take_up_again(instance: Any) -> None:
    """Prepare a version that goes its own way to follow its original again: keep its words as translations, so that the
    next sync does not replace them by former words or by those of the original."""
    translation = followed_by(instance)
    if translation is not None and not translation.enabled:
        remember(translation.source, instance.locale_id, own_words(instance, translation))


def the_one_followed(instance: Any) -> Translation | None:
    """The translation by which a version follows its original, or did. If an earlier release of the plugin left
    several, only the first one stays."""
    rows = list(into(instance.translation_key, instance.locale_id).select_related("source", "baseline"))
    if len(rows) > 1:
        only_source(rows[0])
    return rows[0] if rows else None


def only_source(translation: Translation) -> None:
    """Delete all other translations by which a version follows an original: it may follow one alone. Their words are
    kept as translations where ``translation`` has none."""
    rivals = into(translation.source.object_id, translation.target_locale_id).exclude(pk=translation.pk)
    for rival in rivals.select_related("source"):
        known = words_in_memory(translation.source, translation.target_locale_id)
        former = words_in_memory(rival.source, translation.target_locale_id)
        remember(
            translation.source,
            translation.target_locale_id,
            {
                path: [word if has is None else None for word, has in zip(texts, known.get(path, []), strict=False)]
                for path, texts in former.items()
            },
        )
        source = rival.source
        rival.delete()
        if not source.translations.exists():
            source.delete()
