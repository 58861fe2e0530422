"""Notes to whom a message goes, in the same transaction that shows it to everybody."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from ..models import Follow, Message, Sending
from .addresses import new_token

TOGETHER = 500


def note_sendings(sender: Any, message: Message, **kwargs: Any) -> None:
    """A receiver of ``message_shown``. If a message is shown again, only followers who have not had it get a row."""
    rows = [
        Sending(message=message, author_id=author, reply_token=new_token()) for author in sorted(_followers(message))
    ]
    Sending.objects.bulk_create(rows, batch_size=TOGETHER, ignore_conflicts=True)
    if rows:
        transaction.on_commit(_send_soon, robust=True)


def _followers(message: Message) -> set[int]:
    """The primary keys of the authors who follow the thread, or new threads if this message is its first; without the
    message's own author."""
    wanted = Q(thread=message.thread_id)
    if not Message.objects.filter(thread=message.thread_id, pk__lt=message.pk).exists():
        wanted |= Q(thread=None, author__site=message.thread.site_id)
    confirmed = Q(confirmed_at__isnull=False, author__confirmed_at__isnull=False, author__paused_at=None)
    follows = Follow.objects.filter(wanted, confirmed).exclude(author=message.author_id)
    return set(follows.values_list("author", flat=True))


def _send_soon() -> None:
    # Imported here: the tasks need the wiki. On a site without it, a system check says so, rather than an import error.
    from .tasks import send_soon

    send_soon.enqueue()
