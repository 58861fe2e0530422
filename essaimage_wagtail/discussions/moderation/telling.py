"""What authors are told of decisions about their messages, by e-mail, in their language: one message for a decision.

In tasks of the package ``django-tasks``, which the site's setting ``TASKS`` gives to a worker or runs at once.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from ...wiki.visitors.mail import send, site_name
from ..models import Author, Message
from ..people.asking import own_url
from ..threads.reading import is_readable, message_url


class Decision(StrEnum):
    SHOWN = "shown"
    REFUSED = "refused"
    REMOVED = "removed"


def tell_after_commit(messages: Sequence[Message], user: Any, decision: Decision, reason: str = "") -> None:
    """Tell an author, after the transaction, what became of some messages of theirs. The site writes to no author who
    is gone, blocked or out of reach, or who took the decision as ``user``. ``reason``: the moderator's words."""
    keys = [message.pk for message in messages]
    if not keys or messages[0].author_id is None:
        return
    author = Author.objects.get(pk=messages[0].author_id)
    if author.is_blocked or author.paused_at or (author.user_id and author.user_id == user.pk):
        return
    transaction.on_commit(partial(send_decision.enqueue, author.pk, keys, decision.value, reason), robust=True)


@task()
def send_decision(author_pk: int, message_pks: list[int], decision: str, reason: str) -> bool:
    """Returns whether an e-mail went."""
    author = Author.objects.filter(pk=author_pk).select_related("site").first()
    rows = Message.objects.filter(pk__in=message_pks, author=author_pk).select_related("thread__site")
    messages = list(rows.order_by("pk"))
    if author is None or not messages:
        return False
    first = messages[0]
    is_seen = decision == Decision.SHOWN and len(messages) == 1 and is_readable(first.thread)
    with translation.override(author.language):
        subject, *words = _words(decision, len(messages), first.thread.title)
    context = {
        "site_name": site_name(author.site),
        "subject": subject,
        "words": words,
        "reason": reason,
        "text": "" if decision == Decision.SHOWN else first.text,
        "url": f"{author.site.root_url}{message_url(first) if is_seen else own_url(author)}",
    }
    return send(
        author.email, name="notice", subject=subject, context=context, code=author.language, folder="discussions"
    )


def _words(decision: str, number: int, title: str) -> list[str]:
    """The subject and the paragraphs, in the active language."""
    about = {"title": title, "number": number}
    if decision == Decision.SHOWN:
        shown = _("A moderator has let your message pass: everybody can read it now.")
        if number > 1:
            shown = ngettext(
                "A moderator has let %(number)d of your messages pass: everybody can read it now.",
                "A moderator has let %(number)d of your messages pass: everybody can read them now.",
                number,
            )
        return [
            _("Your message in “%(title)s” is shown") % about,
            shown % about,
            _("What you write from now on is shown at once."),
        ]
    if decision == Decision.REFUSED:
        return [
            _("Your message in “%(title)s” is not shown") % about,
            _("Thank you for your message. A moderator has read it, and has not let it pass."),
        ]
    return [
        _("Your message in “%(title)s” was taken away") % about,
        _("A moderator has taken your message out of the discussion: nobody else reads it any more."),
    ]
