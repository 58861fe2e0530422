"""What people decide about a replication: a moderator confirms or refuses one that waits, and those who made it, or who
may publish it, withdraw it. Who decided what, when and why is in Wagtail's log.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from ..choices import Standing
from ..models import Replication
from .permissions import keys_allowed, replication_policy

CONFIRM = "essaimage_wagtail.confirm_replication"
REFUSE = "essaimage_wagtail.refuse_replication"
WITHDRAW = "essaimage_wagtail.withdraw_replication"


class Refused(Exception):
    """Why nothing was decided, in words for the person who tried."""


def waits(replication: Replication) -> bool:
    """Whether a replication waits for a decision: no page shows it, and nobody has refused or withdrawn it."""
    return not replication.live and replication.standing != Standing.WITHDRAWN


def open_to(user: Any, replications: Iterable[Replication]) -> dict[int, set[str]]:
    """``{primary key: {"decide", "withdraw"}}``: what somebody may do with each of some replications. Two queries, none
    without replications.

    People who may publish one decide about it, and withdraw it. So do people who may edit the adapted sheet, such as
    the person who started it: it is their own work that they take back.
    """
    rows = list(replications)
    if not rows:
        return {}
    publishable = replication_policy.instances_user_has_permission_for(user, "publish")
    published_by = set(publishable.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    sheets = keys_allowed(user, ["change"]).filter(translation_key__in={row.adapted_key for row in rows} - {None})
    own = set(sheets.values_list("translation_key", flat=True))
    found: dict[int, set[str]] = {}
    for row in rows:
        may_publish = row.pk in published_by
        withdraws = row.standing != Standing.WITHDRAWN and (may_publish or row.adapted_key in own)
        named = {"decide": may_publish and waits(row), "withdraw": withdraws}
        found[row.pk] = {name for name, may in named.items() if may}
    return found


@transaction.atomic
def confirm(replication: Replication, user: Any, shown: int | None) -> None:
    """Publish one that waits. The origin's page tells it by name, territory and address while its sheet is a draft that
    was never published. ``shown``: the revision that the moderator has read. Raises :class:`Refused`."""
    row = _held(replication, shown)
    if is_draft(row.get_latest_revision_as_object().adapted_key):
        Replication.objects.filter(pk=row.pk).update(standing=Standing.CONFIRMED)
        row = _locked(row)  # A revision takes it from the row as it was when it was read.
    revision = row.latest_revision or row.save_revision(user=user)
    # The caller has asked for the rights on its ends; Wagtail 7.4 would ask for one on the model.
    revision.publish(user=user, skip_permission_checks=True)
    log(row, CONFIRM, user=user, revision=revision)


@transaction.atomic
def refuse(replication: Replication, user: Any, shown: int | None, reason: str) -> None:
    """Say that one that waits shall not be shown. Raises :class:`Refused`."""
    _take_back(_held(replication, shown), REFUSE, user, reason)


@transaction.atomic
def withdraw(replication: Replication, user: Any, reason: str) -> None:
    """Take one back at once: no page shows it any more. Raises :class:`Refused`."""
    row = _locked(replication)
    if row.standing == Standing.WITHDRAWN:
        raise Refused(_("This replication is withdrawn already."))
    _take_back(row, WITHDRAW, user, reason)


def _take_back(row: Replication, action: str, user: Any, reason: str) -> None:
    row.unpublish(log_action=False)
    row.revisions.update(approved_go_live_at=None)
    Replication.objects.filter(pk=row.pk).update(standing=Standing.WITHDRAWN)
    log(row, action, user=user, data={"reason": reason})


def _locked(replication: Replication) -> Replication:
    """One decision at a time."""
    return Replication.objects.select_for_update().get(pk=replication.pk)


def _held(replication: Replication, shown: int | None) -> Replication:
    row = _locked(replication)
    if not waits(row):
        raise Refused(_("Somebody has decided about this replication a moment ago."))
    if row.latest_revision_id != shown:
        raise Refused(_("The replication was changed a moment ago. Read it once more; nothing was decided."))
    return row


def is_draft(adapted: Any) -> bool:
    """Whether the sheet with a translation key was never published; not where there is no sheet."""
    return (
        adapted is not None
        and not Page.objects.filter(translation_key=adapted, first_published_at__isnull=False).exists()
    )


def published_again(sender: type, instance: Replication, **kwargs: Any) -> None:
    """One that was withdrawn is shown again once somebody who may publish it does so."""
    Replication.objects.filter(pk=instance.pk, standing=Standing.WITHDRAWN).update(standing="")
