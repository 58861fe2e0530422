"""How far a translation is behind its original: which sections of the original have changed since it was translated.

The comparison is made whenever the original or the translation is published, and kept (:class:`.models.Baseline`), so
that pages and reports read it without comparing texts.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation, Translation, TranslationLog

from ..following import followed_now, following
from .kept import SLUG, reviewed, waiting_for_review
from .models import Baseline, ToReview
from .sections import AROUND, Change, Section, changes_between, section_of, sections_of


def published(page: Page, revision: Revision | None = None) -> None:
    """A page was published: compare its translations with it, and note what it is itself true to if it is one."""
    for translation in following(page).select_related("source", "baseline"):
        _compare(baseline_of(translation), original=page)
    if revision is None:
        return
    # A revision without a log of wagtail-localize took facts alone: its words are the former ones.
    made = TranslationLog.objects.filter(
        revision=revision, source__object_id=page.translation_key, locale_id=page.locale_id
    )
    translation = followed_now(page)
    if translation is not None and made.exists():
        begin_again(translation, target=page)


def made(log: TranslationLog) -> None:
    """wagtail-localize has made a version: if it is live already, note what it is true to. Outside a transaction,
    wagtail-localize publishes a version before it logs it."""
    page = Page.objects.filter(
        live_revision=log.revision_id, translation_key=log.source.object_id, locale_id=log.locale_id
    ).first()
    translation = page and followed_now(page)
    if translation:
        begin_again(translation)


def baseline_of(translation: Translation) -> Baseline:
    """The baseline of a translation. A translation from before there were baselines gets an unsaved one, of what its
    translators were given last."""
    try:
        return translation.baseline
    except Baseline.DoesNotExist:
        return Baseline(translation=translation, sections=true_to(translation))


def begin_again(translation: Translation, target: Page | None = None) -> Baseline:
    """Make a new baseline: the published translation now has all words that its translators have made."""
    baseline, _created = Baseline.objects.update_or_create(
        translation=translation, defaults={"sections": true_to(translation), "machine": by_machine(translation)}
    )
    original = original_of(translation)
    if original is not None:
        _compare(baseline, original, target)
    return baseline


def true_to(translation: Translation) -> dict[str, Section]:
    """The sections of the original, with the words of which a translation is one: for texts that wait for a review, the
    former words. A text without a translation is shown in the words of the original, so it is true to them."""
    source = translation.source
    former = {
        (review.translation.translation_of_id, review.translation.context_id): review.former.data
        for review in waiting_for_review(source, translation.target_locale_id)
        if review.former is not None
    }
    texts = [
        (segment.order, segment.context.path, former.get((segment.string_id, segment.context_id), segment.string.data))
        for segment in source.stringsegment_set.select_related("string", "context")
    ]
    around = [
        (segment.order, segment.context.path + AROUND, segment.template.template)
        for segment in source.templatesegment_set.select_related("template", "context")
    ]
    return sections_of(source.as_instance(), [(path, text) for _order, path, text in sorted(texts + around)])


def by_machine(translation: Translation) -> list[str]:
    """The sections with texts that a machine made, and that nobody has read."""
    model = translation.source.specific_content_type.model_class()
    waiting = waiting_for_review(translation.source, translation.target_locale_id)
    return sorted({section_of(model, one.translation.context.path) for one in waiting if one.is_by_machine})


def original_of(translation: Translation) -> Any:
    """The page as it is published, or the snippet; ``None`` if there is none."""
    try:
        found = translation.source.get_source_instance()
    except ObjectDoesNotExist:
        return None
    return found if getattr(found, "live", True) else None


def _target(translation: Translation) -> Any:
    try:
        return translation.get_target_instance()
    except ObjectDoesNotExist:
        return None


def _compare(baseline: Baseline, original: Page, target: Page | None = None) -> None:
    changes = changes_since(baseline, original, target)
    if changes != baseline.changes:
        baseline.changed_at = original.last_published_at if changes else None
    baseline.changes = changes
    baseline.save()


def changes_since(baseline: Baseline, original: Any, target: Any = None) -> list[Change]:
    """What the original has changed since the baseline, but for its address: a translation has its own."""
    target = target or _target(baseline.translation)
    held = sections_of(target, []) if target is not None else None
    found = changes_between(baseline.sections, sections_of(original), held)
    return [change for change in found if change["section"] != SLUG]


@transaction.atomic
def still_right(review: ToReview, translation: Translation, user: Any) -> None:
    """Note that somebody has read a text and finds it right, also as a translation of the new words."""
    one: StringTranslation = review.translation
    former, path, now = review.former, one.context.path, one.translation_of.data
    # update(), so that neither the words nor their date change.
    StringTranslation.objects.filter(pk=one.pk).update(
        tool_name="", last_translated_by=user, translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL
    )
    reviewed(one)
    baseline = baseline_of(translation)
    model = translation.source.specific_content_type.model_class()
    name = section_of(model, path)
    if name in baseline.machine and name not in by_machine(translation):
        baseline.machine.remove(name)
    section = baseline.sections.get(name, {"texts": []})
    if former is not None and [path, former.data] in section["texts"]:
        section["texts"][section["texts"].index([path, former.data])][1] = now
    original = original_of(translation)
    if original is None:
        baseline.save()
    else:
        _compare(baseline, original)
