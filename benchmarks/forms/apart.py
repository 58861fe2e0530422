"""Pairs of ordinary words that look alike and mean different things."""

from .dictionaries import Pair


def apart() -> dict[str, list[Pair]]:
    return {}
