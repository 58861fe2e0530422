"""A message becomes part of its thread: at once, or once its author is known and a moderator has let it pass."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .choices import State, Way
from .models import Author, Message, Thread
from .signals import message_shown, message_waits

__all__ = ["Closed", "hide", "post", "show"]


class Closed(Exception):
    """The thread takes no messages, or none from this author."""


@transaction.atomic
def post(
    thread: Thread,
    author: Author,
    text: str,
    *,
    quoted: str = "",
    answers: Message | None = None,
    language: str = "",
    way: Way = Way.WEB,
    message_id: str = "",
    left_out: int = 0,
    is_certain: bool = True,
) -> Message:
    """Keep a message; everybody reads it at once if a moderator has let an earlier one of the same author pass.

    ``is_certain``: whether the author surely wrote it, since they signed in or answered from their mailbox; else the
    message waits until the author confirms it, since anybody may type an address. Raises :class:`Closed`.
    """
    if thread.is_closed or thread.is_hidden or author.is_blocked:
        raise Closed
    message = Message.objects.create(
        thread=thread,
        author=author,
        text=text,
        quoted=quoted,
        answers=answers,
        language=language or thread.language,
        state=State.WAITING if author.confirmed_at and is_certain else State.UNCONFIRMED,
        way=way,
        message_id=message_id,
        left_out=left_out,
    )
    if message.state == State.WAITING:
        show_or_wait(message)
    return message


def show_or_wait(message: Message) -> None:
    """Show a message whose author is sure: to everybody if the author is trusted, else to moderators, who decide."""
    if message.author is not None and message.author.is_trusted:
        show(message)
    else:
        message_waits.send(Message, message=message)


@transaction.atomic
def show(message: Message) -> bool:
    """Show a message to everybody from now on. ``False`` if everybody can read it already: then nothing happens."""
    now = timezone.now()
    waiting = Message.objects.filter(pk=message.pk).exclude(state=State.SHOWN)
    if not waiting.update(state=State.SHOWN, shown_at=now):
        return False
    message.state, message.shown_at = State.SHOWN, now
    Thread.objects.filter(pk=message.thread_id).update(number_shown=F("number_shown") + 1, last_at=now)
    message_shown.send(Message, message=message)
    return True


@transaction.atomic
def hide(message: Message) -> State | None:
    """Hide a message from everybody but moderators. Returns its former state; ``None`` if it was hidden already."""
    row = Message.objects.filter(pk=message.pk)
    message.state = State.HIDDEN
    if row.filter(state=State.SHOWN).update(state=State.HIDDEN):
        Thread.objects.filter(pk=message.thread_id).update(number_shown=F("number_shown") - 1)
        return State.SHOWN
    return State.WAITING if row.exclude(state=State.HIDDEN).update(state=State.HIDDEN) else None
