"""The people who may publish a page are told by e-mail of a suggestion that waits for them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Site

from ..accounts.mailing import Message
from ..models import Suggestion
from ..models.suggestions import State
from ..moderation.telling import admin_address, finding, publishers_of, tell
from ..visitors.mail import site_name, site_of
from .listing import detail_url, suggestions_for


def tell_after_commit(suggestion: Suggestion, site: Site) -> None:
    transaction.on_commit(lambda: tell_moderators.enqueue(suggestion.pk, site.pk), robust=True)


@task()
def tell_moderators(pk: int, site_pk: int) -> int:
    """Returns how many messages were sent; none where the suggestion was decided on or withdrawn meanwhile."""
    suggestion, site = Suggestion.objects.filter(pk=pk, state=State.WAITING).first(), site_of(site_pk)
    if suggestion is None or site is None:
        return 0
    return tell("suggestion", moderators_of(suggestion), lambda: _message(suggestion, site), site)


def moderators_of(suggestion: Suggestion) -> list[Any]:
    """The accounts that may edit the page in the suggestion's language, and publish one of its versions."""
    return finding(publishers_of(suggestion.page_key), suggestions_for, suggestion)


def _message(suggestion: Suggestion, site: Site) -> Message:
    names = {"title": suggestion.page_title, "site": site_name(site)}
    return Message(
        subject=_("A suggestion for “%(title)s” waits for you") % names,
        before=[_("On %(site)s, a reader suggests a change to “%(title)s”.") % names],
        label=_("Read it, and decide"),
        address=admin_address(detail_url(suggestion), site),
    )
