"""What moderators do, each written in the log of the site: what, when, and of which message; never who wrote it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..archive.words import words_of
from ..choices import State
from ..models import Author, Message, Report, Thread
from ..permissions import moderated_by
from ..writing import hide, show
from .telling import Decision, tell_after_commit

PASSED = "essaimage_discussions.pass"
HIDDEN = "essaimage_discussions.hide"
KEPT = "essaimage_discussions.keep"
BLOCKED = "essaimage_discussions.block"
UNBLOCKED = "essaimage_discussions.unblock"
CHANGED = "essaimage_discussions.change"


@transaction.atomic
def let_pass(message: Message, user: Any, *, all_of_author: bool = False) -> int:
    """Show a message to everybody, and from now on its author's later ones at once. With ``all_of_author``, also show
    what waits of this author in the discussions that ``user`` moderates. Returns how many messages."""
    passed = [message]
    if message.author_id:
        Author.objects.filter(pk=message.author_id).update(is_trusted=True)
        if all_of_author:
            waiting = Message.objects.filter(author=message.author_id, state=State.WAITING).exclude(pk=message.pk)
            passed += waiting.filter(thread__in=moderated_by(user))
    shown = [one for one in passed if show(one)]
    for one in passed:
        _log(one.thread, PASSED, user, message=one.pk)
    settle(message)
    tell_after_commit(shown, user, Decision.SHOWN)
    return len(passed)


@transaction.atomic
def take_out(message: Message, user: Any, reason: str, *, is_spam: bool = False) -> None:
    """Hide a message; its author is told why, unless it is spam."""
    before = hide(message)
    settle(message)
    _log(message.thread, HIDDEN, user, message=message.pk, reason=reason, **({"spam": True} if is_spam else {}))
    if before is not None and not is_spam:
        tell_after_commit([message], user, Decision.REMOVED if before == State.SHOWN else Decision.REFUSED, reason)


@transaction.atomic
def keep(message: Message, user: Any) -> None:
    """Decide that a message which readers reported stays."""
    settle(message)
    _log(message.thread, KEPT, user, message=message.pk)


def settle(message: Message) -> None:
    Report.objects.filter(message=message, settled_at=None).update(settled_at=timezone.now())


@transaction.atomic
def block(message: Message, user: Any, *, is_blocked: bool = True) -> None:
    """Block the author of a message from writing, or let them write again; their messages stay as they are."""
    if message.author_id:
        changed = {"is_blocked": is_blocked, **({"is_trusted": False} if is_blocked else {})}
        Author.objects.filter(pk=message.author_id).update(**changed)
        _log(message.thread, BLOCKED if is_blocked else UNBLOCKED, user, message=message.pk)


@transaction.atomic
def change(thread: Thread, user: Any, **fields: Any) -> None:
    """Close, pin, hide or rename a thread."""
    if "title" in fields:
        fields["words"] = words_of(fields["title"], thread.language)
    changed = [name for name, value in fields.items() if getattr(thread, name) != value and name != "words"]
    if changed:
        Thread.objects.filter(pk=thread.pk).update(**fields)
        thread.refresh_from_db()
        _log(thread, CHANGED, user, **{name: fields[name] for name in changed})


def _log(thread: Thread, action: str, user: Any, **data: Any) -> None:
    log(thread, action, user=user, data=data)
