"""The page of the admin that shows what an original changed, beside the texts of a translation that want a review."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, get_edit_url
from wagtail_localize.strings import StringValue
from wagtail_localize.views.edit_translation import user_can_edit_instance

from ..comparing.kinds import Kind
from ..comparing.labels import label_of
from ..comparing.words import Pieces, differences, paired
from .behind import baseline_of, changes_since, original_of, still_right
from .exchange import views as exchange
from .kept import error_in, waiting_for_review
from .labels import field_label, place_of
from .models import ToReview
from .sections import AROUND, Section, section_of, sections_of


@dataclass(slots=True)
class Pair:
    """A text as it was and as it is, in pieces. ``review``: the translation that waits, with the words in its field."""

    place: str
    old: Pieces | None
    new: Pieces | None
    review: ToReview | None = None
    words: str = ""
    error: str = ""


@dataclass(slots=True)
class Compared:
    """A section of the original."""

    label: str
    kind: str
    pairs: list[Pair] = field(default_factory=list)


def url_of(translation_id: Any) -> str:
    return reverse("essaimage_translation_changes", args=[translation_id])


def compare(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Show on GET; on POST, take new words, or that words are still right."""
    translation = get_object_or_404(
        Translation.objects.select_related("source__locale", "target_locale"), pk=translation_id, enabled=True
    )
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        return redirect("essaimage_translations_report")
    if not user_can_edit_instance(request.user, target):
        raise PermissionDenied
    reviews = list(waiting_for_review(translation.source, translation.target_locale_id))
    errors: dict[int, str] = {}
    if request.method == "POST":
        errors = _take(request, translation, reviews)
        if not errors:
            return redirect(url_of(translation.pk))
    original = original_of(translation)
    baseline = baseline_of(translation)
    source = translation.source
    context = {
        "translation": translation,
        "target": target,
        "original": original,
        "sections": _compared(baseline.sections, original, target, baseline, reviews, errors, request),
        "reviews": reviews,
        "kept": sum(not review.is_by_machine for review in reviews),
        "by_machine": sum(review.is_by_machine for review in reviews),
        "changed_at": baseline.changed_at,
        "is_synced": original is None or not _is_newer(original, source),
        "sync_url": reverse("wagtail_localize:update_translations", args=[source.pk]),
        "may_sync": request.user.has_perm("wagtail_localize.submit_translation"),
        "edit_url": get_edit_url(target),
        "original_url": original and get_edit_url(original),
        "exchange_url": exchange.url_of(translation.pk),
        "adopt_url": isinstance(target, Page) and reverse("essaimage_adopt", args=[target.pk]),
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/compare_translation.html", context)


def _is_newer(original: Any, source: Any) -> bool:
    """Whether the original was published after its words were given to translators."""
    published = getattr(original, "last_published_at", None)
    return published is not None and published > source.last_updated_at


def _take(request: HttpRequest, translation: Translation, reviews: list[ToReview]) -> dict[int, str]:
    """Save the new words, and note the texts that are still right. If some of the words have errors, save nothing, and
    return the errors by the keys of the reviews."""
    right = request.POST.get("right", "")
    typed = {review.pk: _typed(request, review) for review in reviews}
    changed = [review for review in reviews if typed[review.pk] != review.translation.data]
    errors = {
        review.pk: error
        for review in changed
        if (error := error_in(typed[review.pk], review.translation.translation_of.data))
    }
    if errors:
        messages.error(request, _("Nothing was saved: some of the new words have an error."))
        return errors
    with transaction.atomic():
        for review in reviews:
            if review in changed:
                _save(review.translation, typed[review.pk], request.user)
            elif right in ("all", str(review.pk)):
                still_right(review, translation, request.user)
    if changed:
        count = len(changed)
        text = ngettext(
            "%(count)s text is saved. Readers see it when the translation is published.",
            "%(count)s texts are saved. Readers see them when the translation is published.",
            count,
        )
        publish = messages.button(get_edit_url(translation.get_target_instance()), _("Open the translation"))
        messages.success(request, text % {"count": count}, buttons=[publish])
    elif right:
        messages.success(request, _("Noted: the translation is still right."))
    return {}


def _typed(request: HttpRequest, review: ToReview) -> str:
    words = request.POST.get(f"words-{review.pk}", review.translation.data)
    return words.replace("\r\n", "\n").strip() or review.translation.data


def _save(one: StringTranslation, words: str, user: Any) -> None:
    one.data, one.tool_name, one.last_translated_by = words, "", user
    one.translation_type = StringTranslation.TRANSLATION_TYPE_MANUAL
    one.save()


def _compared(
    before: dict[str, Section],
    original: Any,
    target: Any,
    baseline: Any,
    reviews: list[ToReview],
    errors: dict[int, str],
    request: HttpRequest,
) -> list[Compared]:
    """The sections that changed, and those with texts that wait, in the order of the original."""
    if original is None:
        return []
    now, model = sections_of(original), type(original)
    waiting = {(review.translation.context.path, review.translation.translation_of.data): review for review in reviews}
    kinds = {change["section"]: change for change in changes_since(baseline, original, target)}
    shown = kinds.keys() | {section_of(model, path) for path, _text in waiting}
    found = []
    for name in [*now, *(name for name in before if name not in now)]:
        if name in shown:
            blank: Section = {"block": "", "texts": []}
            old, new = before.get(name, blank), now.get(name, blank)
            block = (new if name in now else old)["block"]
            kind = str(Kind(kinds[name]["kind"]).label) if name in kinds else ""
            section = Compared(_section_label(model, name, block), kind)
            for pair in _pairs(old, new, waiting):
                pair.place = place_of(original, pair.place, block)
                if pair.review is not None:
                    pair.words = _typed(request, pair.review)
                    pair.error = errors.get(pair.review.pk, "")
                section.pairs.append(pair)
            found.append(section)
    return found


def _section_label(model: type[models.Model], name: str, block: str) -> str:
    if "." in name or model._meta.get_field(name).is_relation:
        return label_of(model, name, block)
    return field_label(model, name)


def _pairs(old: Section, new: Section, waiting: dict[tuple[str, str], ToReview]) -> list[Pair]:
    """The pairs of texts that differ, or that wait for a review; ``place`` is the path."""
    texts: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, section in enumerate((old, new)):
        for path, text in section["texts"]:
            if not path.endswith(AROUND):
                texts[path][side].append(text)
    found = []
    for path, (left, right) in texts.items():
        for i, j in paired(left, right):
            one = None if i is None else left[i]
            other = None if j is None else right[j]
            review = None if other is None else waiting.pop((path, other), None)
            if one != other or review is not None:
                found.append(Pair(path, *_told(one, other), review))
    return found


def _told(old: str | None, new: str | None) -> tuple[Pieces | None, Pieces | None]:
    """Two texts in pieces, without the tags of rich text, unless only the tags differ."""
    if old is None or new is None:
        return (None if old is None else [(True, _plain(old))], None if new is None else [(True, _plain(new))])
    if _plain(old) == _plain(new) and old != new:
        return differences(old, new)
    return differences(_plain(old), _plain(new))


def _plain(data: str) -> str:
    return str(StringValue(data).render_text())
