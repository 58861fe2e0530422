"""What the page of an encounter says of its outcome: only what organisers recorded, and what is public besides."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from ...contexts.links import links_to
from ...models import Replication
from ..models import Balance, Intention
from .figures import FIGURES, sponsorships


@dataclass(frozen=True, slots=True)
class Outcome:
    """A replication that came of an encounter. ``origin``: the sheet that was taken up, with its title and address."""

    name: str
    place: str
    state: str
    origin: Any


class Outcomes:
    """What came of an encounter. ``encounter``: its context. The number of queries does not depend on that of
    people."""

    def __init__(self, encounter: Any) -> None:
        self._key = encounter.page.translation_key
        self._around = encounter.page_context
        self.words = encounter.page.balance

    @cached_property
    def row(self) -> Balance | None:
        """The balance; ``None`` until organisers have recorded it."""
        return Balance.objects.filter(encounter_key=self._key, recorded_on__isnull=False).first()

    @property
    def figures(self) -> list[tuple[str, int | None]]:
        return [(name, getattr(self.row, name)) for name in FIGURES] if self.row else []

    @cached_property
    def replications(self) -> list[Outcome]:
        """The replications that a moderator confirmed, and whose origin visitors may see."""
        keys = Intention.objects.filter(encounter_key=self._key, replication__live=True).values("replication")
        rows = list(Replication.objects.filter(pk__in=keys).select_related("territory").order_by("pk"))
        links = links_to({row.origin_key for row in rows}, self._around)
        return [
            Outcome(row.name, self._place(row), row.get_state_display(), links[row.origin_key])
            for row in rows
            if row.origin_key in links
        ]

    def _place(self, row: Replication) -> str:
        return row.territory.display_name(self._around.language.code) if row.territory else ""

    @cached_property
    def sponsorships(self) -> int | None:
        return sponsorships(self._key)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.row or self.replications)
