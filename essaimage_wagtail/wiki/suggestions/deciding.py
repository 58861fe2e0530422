"""What a moderator does with a suggestion: accept it into a draft, or refuse it. Nothing is overwritten silently."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.models import EditingSession
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from ..models import Suggestion
from ..models.suggestions import State
from ..visitors.text import cleaned
from . import mailing
from .markup import with_words
from .pages import Refused, stored_page
from .passages import put_into, texts_of

WITHOUT_AUTHOR = {"name": "", "email": "", "publish_name": False, "email_confirmed_at": None, "visitor": ""}
"""The fields of a suggestion that say who wrote it, as they are once nobody may know."""

ACCEPTED, REFUSED = "essaimage_wiki.accept_suggestion", "essaimage_wiki.refuse_suggestion"


CHANGED_MEANWHILE = gettext_lazy("The section was changed a moment ago. Compare once more; nothing was written.")


@dataclass(slots=True)
class Change:
    """One text of a suggestion: as it was, as it is now in the page's draft (``None`` if it is gone), as suggested."""

    number: int
    path: str
    position: int
    label: str
    before: str
    words: str
    now: str | None

    @property
    def key(self) -> tuple[str, int]:
        return self.path, self.position

    @property
    def is_done(self) -> bool:
        return self.now is not None and cleaned(self.now) == cleaned(self.words)

    @property
    def conflicts(self) -> bool:
        """Whether the text changed since the suggestion was written."""
        return not self.is_done and (self.now is None or cleaned(self.now) != cleaned(self.before))


def draft_of(page: Any) -> Any:
    """The newest version of a page, which a moderator changes."""
    draft = page.get_latest_revision_as_object()
    draft.locale = page.locale
    return draft


def changes_of(suggestion: Suggestion, draft: Any) -> list[Change]:
    """The texts of a suggestion beside those of a draft; without a draft, the page is gone."""
    known = texts_of(draft) if draft is not None else {}
    return [
        Change(
            number,
            row["path"],
            row["position"],
            row["label"],
            row["before"],
            row["words"],
            known[row["path"], row["position"]].words if (row["path"], row["position"]) in known else None,
        )
        for number, row in enumerate(suggestion.texts)
    ]


def may_decide(user: Any, page: Page) -> bool:
    return bool(page_permission_policy.user_has_permission_for_instance(user, "change", page))


def may_publish(user: Any, page: Any) -> bool:
    """Whether accepting may publish at once: not where the page has a draft, which would be published along with it."""
    return bool(page.live and not page.has_unpublished_changes and page.permissions_for_user(user).can_publish())


def obstacle(user: Any, page: Any) -> str:
    """Why this page cannot be changed now: locked, or in the hands of a workflow."""
    lock = page.get_lock()
    return str(lock.get_message(user)) if lock is not None and lock.for_user(user) else ""


def editing_now(user: Any, page: Any) -> list[str]:
    """Names of other people who have the page open in the editor."""
    any_page = ContentType.objects.get_for_model(Page)
    sessions = EditingSession.objects.available().filter(content_type=any_page, object_id=page.pk)
    others = sessions.exclude(user=user).select_related("user")
    return sorted({str(session.user.get_full_name() or session.user.get_username()) for session in others})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator has decided, by the numbers of the changes. ``texts``: the words that shall stand in the page (a
    text that is left out stays as it is); ``now``: the words of the page that the moderator saw; ``compared``: the
    changes of which the moderator has compared all three versions."""

    texts: Mapping[int, str]
    now: Mapping[int, str]
    compared: Collection[int] = ()
    publish: bool = False
    answer: str = ""


def accept(suggestion: Suggestion, user: Any, decision: Decision) -> tuple[Suggestion, bool]:
    """Put the texts into a new draft of the page. Returns the suggestion, and whether the page is published. Raises
    :class:`Refused`."""
    with transaction.atomic():
        page = stored_page(suggestion.page_key, suggestion.language)
        if page is None:
            raise Refused(_("The page is gone: this suggestion can only be refused."))
        # One decision at a time: the row of the page is held until the draft is written.
        Page.objects.select_for_update().filter(pk=page.pk).first()
        current = Suggestion.objects.select_related("decided_by").get(pk=suggestion.pk)
        if not current.is_open:
            raise Refused(told(current))
        page = stored_page(suggestion.page_key, suggestion.language)
        if message := obstacle(user, page):
            raise Refused(message)
        wants_publishing = decision.publish and may_publish(user, page)
        draft = draft_of(page)
        changes = changes_of(suggestion, draft)
        _check(changes, decision)
        wanted = {
            change.number: cleaned(decision.texts[change.number])
            for change in changes
            if change.number in decision.texts
        }
        as_suggested = all(cleaned(change.words) == wanted.get(change.number) for change in changes)
        decided = settled(suggestion, user, State.ACCEPTED if as_suggested else State.CHANGED, decision.answer)
        known = texts_of(draft)
        html = {
            change.key: with_words(known[change.key].html, wanted[change.number])
            for change in changes
            if change.number in wanted and wanted[change.number] != cleaned(change.now or "")
        }
        is_published = False
        if html:
            revision = _written(page, draft, html, user)
            decided.revision = revision
            decided.save(update_fields=["revision"])
            if wants_publishing and not _others_differ(page, revision, set(html)):
                revision.publish(user=user)
                is_published = True
        log(page, ACCEPTED, user=user, revision=decided.revision, data={"suggestion": decided.pk})
        mailing.answer_after_commit(decided)
    return decided, is_published


def _check(changes: list[Change], decision: Decision) -> None:
    """Raise :class:`Refused` if the page has words that the moderator has not seen, and would overwrite."""
    for change in changes:
        if change.number not in decision.texts:
            continue
        if change.now is None or cleaned(change.now) != cleaned(decision.now.get(change.number, "")):
            raise Refused(CHANGED_MEANWHILE)
        if change.conflicts and change.number not in decision.compared:
            raise Refused(
                _(
                    "A text has changed since the suggestion was written. Compare the three versions, and tick that "
                    "you did."
                )
            )


def refuse(suggestion: Suggestion, user: Any, answer: str) -> Suggestion:
    """Refuse a suggestion, with an answer for its author. Raises :class:`Refused` if it is decided already."""
    with transaction.atomic():
        decided = settled(suggestion, user, State.REFUSED, answer)
        page = stored_page(suggestion.page_key, suggestion.language)
        if page is not None:
            log(page, REFUSED, user=user, data={"suggestion": decided.pk})
        mailing.answer_after_commit(decided)
    return decided


def withdraw(suggestion: Suggestion) -> bool:
    """The author takes a suggestion back: their name and e-mail go at once. ``False`` if it was decided meanwhile."""
    waiting = Suggestion.objects.filter(pk=suggestion.pk, state=State.WAITING)
    return bool(waiting.update(state=State.WITHDRAWN, decided_at=timezone.now(), **WITHOUT_AUTHOR))


def settled(suggestion: Suggestion, user: Any, state: State, answer: str) -> Suggestion:
    """The suggestion with a moderator's decision. One of several moderators succeeds; the others are told who was first
    (:class:`Refused`)."""
    waiting = Suggestion.objects.filter(pk=suggestion.pk, state=State.WAITING)
    done = waiting.update(state=state, answer=cleaned(answer), decided_by=user, decided_at=timezone.now())
    found = Suggestion.objects.select_related("decided_by").get(pk=suggestion.pk)
    if not done:
        raise Refused(told(found))
    return found


def told(suggestion: Suggestion) -> str:
    """Who decided a suggestion, and how, in a sentence."""
    words = {"state": suggestion.get_state_display(), "name": suggestion.decided_by or ""}
    if suggestion.state == State.WITHDRAWN:
        return _("Its author has withdrawn this suggestion.")
    if suggestion.decided_by is None:
        return _("This suggestion has been decided: %(state)s.") % words
    return _("%(name)s has decided this suggestion: %(state)s.") % words


def _written(page: Any, draft: Any, html: dict[tuple[str, int], str], user: Any) -> Any:
    """The new revision of a draft, with new texts. For a translation, wagtail-localize makes it, since it keeps the
    texts."""
    if apps.is_installed("wagtail_localize"):
        from .translated import write

        revision = write(page, html, user)
        if revision is not None:
            return revision
    missing = set(html) - put_into(draft, html)
    if missing:
        raise Refused(CHANGED_MEANWHILE)
    return draft.save_revision(user=user, log_action=True)


def _others_differ(page: Any, revision: Any, touched: set[tuple[str, int]]) -> bool:
    """Whether the new draft differs from the published page in other texts than the ``touched`` ones. That of a
    translation may: it also takes in what translators have saved and not published."""
    before, after = (
        [passage.html for key, passage in texts_of(version).items() if key not in touched]
        for version in (page, revision.as_object())
    )
    return before != after
