"""Notes to whom a message goes, in the transaction in which everybody may read it from then on."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from ..models import Follow, Message, Sending
from .addresses import new_token

TOGETHER = 500


def note_sendings(sender: Any, message: Message, **kwargs: Any) -> None:
    """A receiver of ``message_shown``. A message that is shown again is noted for those alone who have not had it."""
    rows = [
        Sending(message=message, author_id=author, reply_token=new_token()) for author in sorted(_followers(message))
    ]
    Sending.objects.bulk_create(rows, batch_size=TOGETHER, ignore_conflicts=True)
    if rows:
        transaction.on_commit(_send_soon, robust=True)


def _followers(message: Message) -> set[int]:
    """The numbers of those who follow the thread, or all new threads if this one begins; never of the author."""
    wanted = Q(thread=message.thread_id)
    if not Message.objects.filter(thread=message.thread_id, pk__lt=message.pk).exists():
        wanted |= Q(thread=None, author__site=message.thread.site_id)
    confirmed = Q(confirmed_at__isnull=False, author__confirmed_at__isnull=False, author__paused_at=None)
    follows = Follow.objects.filter(wanted, confirmed).exclude(author=message.author_id)
    return set(follows.values_list("author", flat=True))


def _send_soon() -> None:
    # Here: it asks for the wiki, whose absence a system check tells.
    from .tasks import send_soon

    send_soon.enqueue()
