"""What encounters ask of sponsorships, and are told of them. The app of sponsorships, where it is installed, gives
itself here: neither of the two needs the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.dispatch import Signal

sponsorship_confirmed = Signal()
"""Somebody has confirmed that they ask a team: ``sponsorship``, the row."""


@dataclass(frozen=True, slots=True)
class Told:
    """What has become of a sponsorship, in words. ``url``: its page in the admin, for those who may see it."""

    state: str
    url: str = ""


class Sponsorships(Protocol):
    def open(self, team: UUID, person: Any, **about: Any) -> UUID | None:
        """Ask somebody who is registered whether they ask the team of a sheet; what they asked already at this
        encounter is not asked again. ``about``: ``project``, ``request`` and ``territory``. ``None`` where nobody may
        see the sheet, or the address was asked often today."""

    def told(self, keys: Iterable[UUID], user: Any = None) -> dict[UUID, Told]:
        """By ``uuid``, those that are still known. ``user``: an editor."""

    def asked_at(self, encounter_key: UUID) -> int:
        """How many were asked for at an encounter, and confirmed."""

    def ask_url(self, team: UUID, language: str, encounter_key: UUID) -> str:
        """Where one asks the team of a sheet oneself; may be empty."""


_registered: list[Sponsorships] = []


def register(sponsorships: Sponsorships) -> None:
    """Called once, when the apps are ready."""
    _registered[:] = [sponsorships]


def sponsorships() -> Sponsorships | None:
    """``None`` on a site without."""
    return _registered[0] if _registered else None
