"""Who is written to no more: one of the two sides, or a contact of a sheet who agrees no more. A request that then
waits for nobody waits for moderators, who are told."""

from typing import Any
from uuid import UUID

from django.db import transaction

from .choices import Side
from .models import Sponsorship
from .moderators import tell_after_commit


def stop_writing(side: Side, secret: UUID) -> None:
    """Forget the address of a side; its page stays. A request that nobody has confirmed goes whole."""
    rows = Sponsorship.objects.filter(**{f"{side}_secret": secret})
    rows.filter(confirmed_at=None).delete()
    if side is Side.SPONSOR:
        forget_team(rows)
    else:
        rows.update(**{side.email_field: ""})


@transaction.atomic
def forget_team(rows: Any) -> None:
    """Forget the address of a team. Who has none already is told of nothing."""
    known = list(rows.exclude(sponsor_email=""))
    Sponsorship.objects.filter(pk__in=[row.pk for row in known]).update(sponsor_email="")
    for row in known:
        tell_after_commit(row)


def contact_changed(sender: type, instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """A contact who agrees no more is written to no more."""
    if not (created or raw or instance.consent):
        contact_deleted(sender, instance)


def contact_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    if instance.email:
        forget_team(Sponsorship.objects.filter(sponsor_email__iexact=instance.email))
