"""The people of sponsorships: exported and erased when they ask, and when the time is over for which they are kept.

A sponsorship that is public stays, without anybody's name; one that is not goes with the person who asked for it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..personal_data.holders import folded
from .choices import OVER, SHOWN, Side
from .models import Sponsorship
from .options import options

PUBLIC = Q(sponsor_agrees=True, sponsored_agrees=True, state__in=SHOWN)
"""Condition on sponsorships: both sides have agreed to show it."""


class SponsorshipHolder:
    """A :class:`~..personal_data.holders.Holder` of the people who asked, and of the contacts who answer for a team.
    Each row that is found has ``sides``: on which sides the person is in it."""

    name = "sponsorships"
    model = Sponsorship
    fields = frozenset({"asker_name", "asker_email", "sponsor_email"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[Sponsorship]:
        """The rows of people. Names find only people who asked: of contacts, a row has the address alone."""
        addresses, wanted = {email.casefold() for email in emails}, {folded(name) for name in names}
        found = []
        for row in Sponsorship.objects.order_by("pk").iterator():
            is_asker = row.asker_email.casefold() in addresses or (row.asker_name and folded(row.asker_name) in wanted)
            is_sponsor = row.sponsor_email.casefold() in addresses
            sides = [*([Side.SPONSORED] if is_asker else []), *([Side.SPONSOR] if is_sponsor else [])]
            if sides:
                row.sides = sides  # type: ignore[attr-defined]
                found.append(row)
        return found

    def export(self, row: Any) -> dict[str, Any]:
        """What a person wrote, and what they were told in private."""
        asked = {
            "name": row.asker_name,
            "email": row.asker_email,
            "consent_given_at": _moment(row.consented_at),
            "confirmed_at": _moment(row.confirmed_at),
        }
        return {
            "id": row.pk,
            "project": row.project,
            "language": row.language,
            "sent": _moment(row.created_at),
            "state": row.state,
            "as": [str(side) for side in row.sides],
            **(asked if Side.SPONSORED in row.sides else {}),
            **({"contact_email": row.sponsor_email} if Side.SPONSOR in row.sides else {}),
            "request": row.request,
            "promises": {str(side): getattr(row, f"{side}_promises") for side in Side},
            "reason": row.reason,
            "meetings": [{"on": one.on.isoformat(), "text": one.text} for one in row.meetings.all()],
        }

    def erase(self, rows: list[Any]) -> None:
        asked = [row.pk for row in rows if Side.SPONSORED in row.sides]
        forget_askers(Sponsorship.objects.filter(pk__in=asked))
        answering = Sponsorship.objects.filter(pk__in=[row.pk for row in rows if Side.SPONSOR in row.sides])
        for row in answering:
            answering.filter(pk=row.pk).update(sponsor_email="", sponsor_secret=uuid4())


def _moment(value: Any) -> str | None:
    return value and value.isoformat(timespec="seconds")


@transaction.atomic
def forget_askers(rows: Any) -> int:
    """Take the person who asked, and all that only the two sides could read, out of public sponsorships; delete the
    sponsorships that are not public. Returns how many sponsorships there were."""
    public = list(rows.filter(PUBLIC).values_list("pk", flat=True))
    hidden = rows.exclude(pk__in=public)
    number = len(public) + hidden.count()
    hidden.delete()
    for row in Sponsorship.objects.filter(pk__in=public):
        row.meetings.filter(is_public=False).delete()
        Sponsorship.objects.filter(pk=row.pk).update(
            asker_name="", asker_email="", consented_at=None, request="", sponsored_secret=uuid4()
        )
    return number


def withdraw(sponsorship: Sponsorship) -> None:
    """Delete a request that its author withdraws before anybody was told of it."""
    Sponsorship.objects.filter(pk=sponsorship.pk, confirmed_at=None).delete()


def purge() -> tuple[int, int]:
    """Forget what is not needed any more; returns how many requests that nobody confirmed were deleted, and of how many
    sponsorships the people were forgotten."""
    now, chosen = timezone.now(), options()
    kept = now - timedelta(days=chosen.keep_days)
    unconfirmed, _rows = Sponsorship.objects.filter(
        confirmed_at=None, created_at__lt=now - timedelta(days=chosen.confirm_days)
    ).delete()
    # A sponsorship that nobody has touched for twice as long has ended, though nobody said so.
    old = Q(state__in=OVER, changed_at__lt=kept) | Q(changed_at__lt=now - timedelta(days=2 * chosen.keep_days))
    rows = Sponsorship.objects.filter(old, confirmed_at__isnull=False)
    numbers = list(
        rows.filter(~PUBLIC | ~Q(asker_name="", asker_email="", sponsor_email="")).values_list("pk", flat=True)
    )
    forgotten = forget_askers(Sponsorship.objects.filter(pk__in=numbers))
    Sponsorship.objects.filter(pk__in=numbers).update(sponsor_email="")
    return unconfirmed, forgotten
