"""What somebody has written or wants to follow, once they say that it was they."""

from django.db import transaction
from django.utils import timezone

from ..choices import State
from ..models import Author, Follow, Message, Thread
from ..writing import Closed, show_or_wait


@transaction.atomic
def confirm(author: Author, message: Message) -> None:
    """The author says that the message is theirs: it then waits for a moderator, or everybody reads it at once. Raises
    :class:`~..writing.Closed` where the thread takes no messages any more: the message stays, for its author to
    copy."""
    _confirm(author)
    thread = Thread.objects.get(pk=message.thread_id)
    if thread.is_closed or thread.is_hidden or author.is_blocked:
        raise Closed
    if Message.objects.filter(pk=message.pk, state=State.UNCONFIRMED).update(state=State.WAITING):
        Follow.objects.filter(author=author, thread=thread, confirmed_at=None).update(confirmed_at=timezone.now())
        message.state = State.WAITING
        show_or_wait(message)


@transaction.atomic
def confirm_follow(author: Author, follow: Follow) -> None:
    _confirm(author)
    Follow.objects.filter(pk=follow.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def _confirm(author: Author) -> None:
    """Note that the address is right, and write to it again if the site had stopped: somebody reads the mailbox."""
    Author.objects.filter(pk=author.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    Author.objects.filter(pk=author.pk).update(paused_at=None, failures=0)
