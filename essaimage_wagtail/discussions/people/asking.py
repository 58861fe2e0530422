"""The e-mail that asks the owner of an address whether they wrote something, or want to follow it."""

from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_tasks import task

from ...wiki.visitors.limits import sent_about
from ...wiki.visitors.mail import send, site_name
from ..models import Author, Follow, Message
from ..options import options

FORM = "discussion"
"""The kind of form that is counted."""


def own_url(author: Author) -> str:
    """The secret page of somebody."""
    return reverse("essaimage:discussions:own", args=[author.secret])


def ask_after_commit(
    author: Author, *, message: Message | None = None, follow: Follow | None = None, name: str = ""
) -> None:
    """Ask, unless the address was asked often today. ``name``: one that was typed for an address that has none."""
    if author.is_blocked or sent_about(author.email, FORM) > options().per_email:
        return
    message_pk, follow_pk = (one.pk if one else 0 for one in (message, follow))
    asked = partial(send_question.enqueue, author.pk, message_pk, follow_pk, name)
    transaction.on_commit(asked, robust=True)


@task()
def send_question(author_pk: int, message_pk: int, follow_pk: int, name: str) -> bool:
    """About one of two rows; the other number is 0. Returns whether a message went."""
    author = Author.objects.filter(pk=author_pk).select_related("site").first()
    message = Message.objects.filter(pk=message_pk).select_related("thread").first()
    follow = Follow.objects.filter(pk=follow_pk).select_related("thread").first()
    if author is None or (message is None and follow is None):
        return False
    thread = message.thread if message else follow.thread if follow else None
    query = f"?{urlencode({'name': name})}" if name and not author.name else ""
    with translation.override(author.language):
        title = thread.title if thread else _("All new discussions")
        subject = _("Did you write “%(title)s”?") if message else _("Do you want to follow “%(title)s”?")
    context = {
        "site_name": site_name(author.site),
        "title": title,
        "message": message,
        "address": f"{author.site.root_url}{own_url(author)}{query}",
        "is_followed": bool(follow and follow.confirmed_at),
        "days": options().confirm_days,
    }
    return send(
        author.email,
        name="confirm",
        subject=subject % {"title": title},
        context=context,
        code=author.language,
        folder="discussions",
    )
