"""The interface between encounters and sponsorships. The app of sponsorships, where it is installed, registers itself
here, so that neither app needs the other."""

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
        """Write to a registered person, to confirm that they ask the team of a sheet; a request that they made already
        at this encounter is not made again. ``about``: ``project``, ``request`` and ``territory``. Returns the ``uuid``
        of the sponsorship; ``None`` where nobody may see the sheet, or the address was asked often today."""

    def told(self, keys: Iterable[UUID], user: Any = None) -> dict[UUID, Told]:
        """What became of the sponsorships with these keys, by ``uuid``; deleted ones are left out. ``user``: the editor
        who looks, and who may see pages of the admin."""

    def asked_at(self, encounter_key: UUID) -> int:
        """How many sponsorships people asked for at an encounter, and confirmed."""

    def ask_url(self, team: UUID, language: str, encounter_key: UUID) -> str:
        """The address at which a visitor asks the team of a sheet; may be empty."""


_registered: list[Sponsorships] = []


def register(sponsorships: Sponsorships) -> None:
    """Register the app of sponsorships, which calls this once, when the apps are ready."""
    _registered[:] = [sponsorships]


def sponsorships() -> Sponsorships | None:
    """The app of sponsorships; ``None`` on a site without it."""
    return _registered[0] if _registered else None
