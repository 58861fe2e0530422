"""Which territory somebody means who types a name, without a list of all of them."""

from typing import Any

from ...models import Territory
from ...models.territory import latin

MOST = 12
"""Territories to choose from: who finds more types more."""


def found(text: str) -> list[Any]:
    """The territories that a text may name, each with the territories around it; a whole name comes before a part of
    one."""
    territories = list(Territory.objects.matching(text)[: MOST + 1]) if text.strip() else []
    Territory.objects.prefetch_ancestors(territories)
    return territories


def meant(text: str, territories: list[Any]) -> Any:
    """The territory that a text names; ``None`` where several fit."""
    if len(territories) == 1:
        return territories[0]
    whole = [one for one in territories if latin(text) in map(latin, [one.name, *one.names.values()])]
    return whole[0] if len(whole) == 1 else None


def label(territory: Any) -> str:
    """The name of a territory and of what it lies in, in the active language."""
    within = territory.within()
    return f"{territory.display_name()} – {within}" if within else str(territory.display_name())
