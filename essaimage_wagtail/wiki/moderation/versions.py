"""Going back to a version, withdrawing one and showing it again. Nothing is deleted."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..history.access import as_it_was
from ..models import Version

WITHDRAWN, SHOWN_AGAIN = "essaimage_wagtail.withdraw_version", "essaimage_wagtail.show_version"


def may_moderate(page: Any, user: Any) -> bool:
    return page.alias_of_id is None and page.permissions_for_user(user).can_publish()


@transaction.atomic
def go_back(version: Version, user: Any) -> Version:
    """Publish the content of a version again, as a new revision: both stay in the history. The page keeps its address
    and the day on which it expires. Raises ``ValidationError`` where Wagtail would not publish that content today."""
    today = version.page
    page = as_it_was(version)
    page.go_live_at, page.expire_at = None, today.expire_at
    revision = page.save_revision(user=user, log_action=True, previous_revision=version.revision)
    revision.publish(user=user, previous_revision=version.revision)
    made = Version.objects.get(revision=revision)
    made.restores = version
    made.save(update_fields=["restores"])
    return made


@transaction.atomic
def withdraw(version: Version, user: Any, reason: str) -> None:
    """Take a version out of the public history; moderators still find it, with the reason."""
    Version.objects.filter(pk=version.pk).update(withdrawn_at=timezone.now(), withdrawn_by=user, reason=reason)
    data = {"reason": reason}
    log(instance=version.page, action=WITHDRAWN, user=user, revision=version.revision, data=data)


@transaction.atomic
def show_again(version: Version, user: Any) -> None:
    Version.objects.filter(pk=version.pk).update(withdrawn_at=None, withdrawn_by=None, reason="")
    log(instance=version.page, action=SHOWN_AGAIN, user=user, revision=version.revision)
