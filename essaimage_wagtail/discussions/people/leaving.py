"""Somebody leaves: their messages lose their name, or go too; and rows that nobody needs any more are deleted."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from ...wiki.visitors.limits import forget_visitors
from ..choices import State
from ..models import Author, Follow, Message, Thread
from ..options import options


@transaction.atomic
def forget(authors: Iterable[Author], *, with_messages: bool = False) -> None:
    """Erase people. Their messages that everybody reads stay, without an author; with ``with_messages`` these go too.
    All their other messages go."""
    keys = [author.pk for author in authors]
    written = Message.objects.filter(author__in=keys)
    take_away(written if with_messages else written.exclude(state=State.SHOWN))
    Author.objects.filter(pk__in=keys).delete()


@transaction.atomic
def take_away(messages: Iterable[Message]) -> int:
    """Delete messages, and the threads that have none any more; returns how many messages."""
    found = {message.pk: message.thread_id for message in messages}
    Message.objects.filter(pk__in=list(found)).delete()
    threads = Thread.objects.filter(pk__in=set(found.values()))
    for thread in threads.annotate(left=Count("messages"), read=Count("messages", Q(messages__state=State.SHOWN))):
        if not thread.left:
            thread.delete()
        elif thread.number_shown != thread.read:
            Thread.objects.filter(pk=thread.pk).update(number_shown=thread.read)
    return len(found)


def purge() -> int:
    """Forget what nobody confirmed, what moderators hid long ago, and addresses for which nothing is left to do;
    returns how many addresses were forgotten."""
    now, chosen = timezone.now(), options()
    unconfirmed, kept = now - timedelta(days=chosen.confirm_days), now - timedelta(days=chosen.keep_days)
    forget_visitors()
    take_away(Message.objects.filter(state=State.UNCONFIRMED, written_at__lt=unconfirmed))
    take_away(Message.objects.filter(state=State.HIDDEN, written_at__lt=kept))
    Follow.objects.filter(confirmed_at=None, created_at__lt=unconfirmed).delete()
    idle = Q(messages=None, follows=None)
    gone = idle & (Q(confirmed_at=None, created_at__lt=unconfirmed) | Q(created_at__lt=kept, is_blocked=False))
    Follow.objects.filter(author__paused_at__lt=kept).delete()
    found = list(Author.objects.filter(gone).distinct())
    forget(found)
    return len(found)
