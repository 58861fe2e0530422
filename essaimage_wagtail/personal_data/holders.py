"""Tables of other apps that say who a person is: each registers how people are found there, exported and erased."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models

from ..forms.text import without_accents


class Holder(Protocol):
    """What an app registers for one model. ``fields`` of the model say who a person is; its other texts are searched
    like those of any model."""

    name: str
    model: type[models.Model]
    fields: frozenset[str]

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[Any]:
        """The rows of the people with these e-mail addresses or whole names, written in any way."""

    def export(self, row: Any) -> dict[str, Any]:
        """What a row says, as values that JSON knows."""

    def erase(self, rows: list[Any]) -> None:
        """Take out of the rows who wrote them."""


def folded(name: str) -> str:
    """A whole name as it is compared, whatever its case, accents and spaces."""
    return " ".join(without_accents(name).split())


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    """Called once for a holder, when the apps are ready."""
    _holders.append(holder)


def holders() -> list[Holder]:
    return list(_holders)


def is_held(model: type[models.Model], field: str) -> bool:
    """Whether a field says who a person is, so that it is no text that mentions one."""
    return any(holder.model is model and field in holder.fields for holder in _holders)
