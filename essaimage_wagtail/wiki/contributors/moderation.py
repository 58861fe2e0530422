"""Taking a contributor's page away: by the person, in one click, and by people with the permission, who say why."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from ..models import Contributor, PublicName

policy = ModelPermissionPolicy(Contributor)
TAKEN_AWAY, SHOWN_AGAIN = "essaimage_wagtail.take_contributor_away", "essaimage_wagtail.show_contributor"


def may_take_away(user: Any) -> bool:
    return bool(policy.user_has_permission(user, "delete"))


@transaction.atomic
def leave(user: Any, *, with_name: bool = False) -> None:
    """Delete a person's public page. Of a page that a moderator took away, an empty row stays, so that the person
    cannot bring it back by asking for a new one."""
    contributors = Contributor.objects.filter(public_name__user=user)
    contributors.filter(withdrawn_at=None).delete()
    contributors.update(presentation="", language="", territory=None, allows_search=False)
    if with_name:
        PublicName.objects.filter(user=user).update(name="")


@transaction.atomic
def take_away(contributor: Contributor, user: Any, reason: str) -> None:
    """Hide the page from everybody; the person whose page it is reads the reason."""
    Contributor.objects.filter(pk=contributor.pk).update(withdrawn_at=timezone.now(), reason=reason)
    _log(contributor, TAKEN_AWAY, user)


@transaction.atomic
def show_again(contributor: Contributor, user: Any) -> None:
    Contributor.objects.filter(pk=contributor.pk).update(withdrawn_at=None, reason="")
    _log(contributor, SHOWN_AGAIN, user)


def _log(contributor: Contributor, action: str, user: Any) -> None:
    """Log the page by its number alone: the log would keep a name for longer than the person agrees to."""
    log(instance=contributor, action=action, user=user, title=f"#{contributor.pk}")
