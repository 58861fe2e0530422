"""Moderators are told by e-mail of a message that waits for them, or that a reader has reported."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.permission_policies import ModelPermissionPolicy

from ...wiki.accounts.mailing import Message as Words
from ...wiki.moderation.telling import admin_address, finding, publishers_of, tell
from ...wiki.visitors.mail import site_name
from ..choices import About, State
from ..models import Message, Thread
from ..permissions import moderated_by
from .listing import detail_url, messages_for, to_do


def tell_after_commit(sender: Any, message: Message, **kwargs: Any) -> None:
    """The receiver of :data:`~..signals.message_waits`."""
    transaction.on_commit(lambda: tell_moderators.enqueue(message.pk), robust=True)


@task()
def tell_moderators(pk: int) -> int:
    """Write to the moderators of a message; returns how many e-mails went: none if it waits no more."""
    message = Message.objects.select_related("thread__site__root_page").filter(pk=pk).first()
    if message is None:
        return 0
    users = finding(moderators_of(message.thread), lambda user: to_do(messages_for(user)), message)
    return tell("discussion", users, lambda: _words(message), message.thread.site)


def moderators_of(thread: Thread) -> list[Any]:
    """The moderators to whom the site writes about a discussion. Of all who may edit its page, only those who may
    publish it are told."""
    about_page = thread.about == About.PAGE
    users = (
        publishers_of(thread.subject) if about_page else ModelPermissionPolicy(Thread).users_with_permission("change")
    )
    return finding(users, moderated_by, thread)


def _words(message: Message) -> Words:
    names = {"title": message.thread.title, "site": site_name(message.thread.site)}
    said = _("On %(site)s, somebody new has written in “%(title)s”: nobody reads it before you let it pass.")
    if message.state == State.SHOWN:
        said = _("On %(site)s, a reader has reported a message in “%(title)s”.")
    return Words(
        subject=_("A message in “%(title)s” waits for you") % names,
        before=[said % names],
        label=_("Read it, and decide"),
        address=admin_address(detail_url(message), message.thread.site),
    )
