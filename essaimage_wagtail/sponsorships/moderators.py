"""Moderators are told by e-mail of a request that waits for them, because nobody can write to the team."""

from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.permission_policies import ModelPermissionPolicy

from ..models.keys import titles_of
from ..wiki.accounts.mailing import Message
from ..wiki.moderation.telling import admin_address, finding, publishers_of, tell
from ..wiki.visitors.mail import site_name
from .addresses import detail_url
from .admin.rights import sponsorships_for
from .models import Sponsorship
from .reminding import WITHOUT_TEAM


def tell_after_commit(sponsorship: Sponsorship) -> None:
    transaction.on_commit(lambda: tell_moderators.enqueue(sponsorship.pk), robust=True)


@task()
def tell_moderators(pk: int) -> int:
    """Returns how many messages were sent; none where it waits no more."""
    sponsorship = Sponsorship.objects.select_related("site__root_page").filter(WITHOUT_TEAM, pk=pk).first()
    if sponsorship is None:
        return 0
    return tell("sponsorship", moderators_of(sponsorship), lambda: _message(sponsorship), sponsorship.site)


def moderators_of(sponsorship: Sponsorship) -> list[Any]:
    """Those who find a sponsorship in the admin."""
    users = {
        *ModelPermissionPolicy(Sponsorship).users_with_permission("change"),
        *publishers_of(sponsorship.sponsor_key),
    }
    return finding(users, sponsorships_for, sponsorship)


def _message(sponsorship: Sponsorship) -> Message:
    titles = titles_of({sponsorship.sponsor_key}, get_language())
    names = {
        "project": sponsorship.project,
        "sheet": titles.get(sponsorship.sponsor_key) or _("an initiative"),
        "site": site_name(sponsorship.site),
    }
    return Message(
        subject=_("A request for a sponsorship waits for you: %(project)s") % names,
        before=[
            _("On %(site)s, a new project asks the team of “%(sheet)s” to accompany it: %(project)s.") % names,
            _("No contact of this sheet can be written to: please ask the team, and answer for it."),
        ],
        label=_("Read it, and answer"),
        address=admin_address(detail_url(sponsorship), sponsorship.site),
    )
