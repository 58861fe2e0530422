"""Stops messages to a side that wants none, or to a contact of a sheet who does not agree any more. If nobody is left
to answer a request, moderators are told that it waits for them."""

from typing import Any
from uuid import UUID

from django.db import transaction

from .choices import Side
from .models import Sponsorship
from .moderators import tell_after_commit


def stop_writing(side: Side, secret: UUID) -> None:
    """Forget the address of a side; its page stays. An unconfirmed request is deleted."""
    rows = Sponsorship.objects.filter(**{f"{side}_secret": secret})
    rows.filter(confirmed_at=None).delete()
    if side is Side.SPONSOR:
        forget_team(rows)
    else:
        rows.update(**{side.email_field: ""})


@transaction.atomic
def forget_team(rows: Any) -> None:
    """Forget the address of a team in these rows, and tell moderators; rows without an address are left alone."""
    known = list(rows.exclude(sponsor_email=""))
    Sponsorship.objects.filter(pk__in=[row.pk for row in known]).update(sponsor_email="")
    for row in known:
        tell_after_commit(row)


def contact_changed(sender: type, instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """A receiver of ``post_save``: stop writing to a contact who does not agree any more."""
    if not (created or raw or instance.consent):
        contact_deleted(sender, instance)


def contact_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    if instance.email:
        forget_team(Sponsorship.objects.filter(sponsor_email__iexact=instance.email))
