"""Registering, until the owner of the address confirms it. A visitor gets the same answer for any address: its owner
alone is told, by e-mail, that it is registered already."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from ...wiki.visitors.limits import sent_about
from ..models import Registration, Wish
from . import mailing
from .messages import Kind
from .news import tell_person_after_commit
from .options import options

FORM = "register"
"""The kind of form that is counted."""


def ask(site: Site, key: UUID, code: str, fields: dict[str, Any], wishes: Sequence[UUID]) -> None:
    """Keep what somebody typed, and write to the address after the transaction. A confirmed registration stays as it
    is. If the address got many messages today, nothing is kept or sent."""
    if sent_about(fields["email"], FORM) > options().per_email:
        return
    row = _row(site, key, code, fields)
    if row.confirmed_at and not row.withdrawn_at:
        mailing.after_commit(row.pk, Kind.KNOWN)
        return
    keep(row, {**fields, "language": code, "confirmed_at": None, "withdrawn_at": None, "told": {}}, wishes)
    tell_person_after_commit(row)


def _row(site: Site, key: UUID, code: str, fields: dict[str, Any]) -> Registration:
    """The row of an address, in any case of letters; a new one if need be."""
    rows = Registration.objects.filter(encounter_key=key, site=site, email__iexact=fields["email"])
    if found := rows.first():
        return found
    new = Registration(encounter_key=key, site=site, language=code, consented_at=timezone.now(), **fields)
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        return rows.get()
    return new


def keep(row: Registration, fields: dict[str, Any], wishes: Sequence[UUID]) -> None:
    """Write down what somebody says of themselves; the address stays in the spelling that was given first."""
    for name, value in fields.items():
        if name != "email" or not row.email:
            setattr(row, name, value)
    if row.confirmed_at is None:
        row.consented_at = timezone.now()
    row.save()
    keep_wishes(row, wishes)


def keep_wishes(row: Registration, keys: Sequence[UUID]) -> None:
    row.wishes.all().delete()
    Wish.objects.bulk_create(Wish(registration=row, pitch_key=key, rank=rank) for rank, key in enumerate(keys, start=1))
