"""The site's choices about forms for visitors: ``ESSAIMAGE["VISITORS"]``, see ``docs/reference/settings.md``.

Other settings that are dictionaries are read in the same way, each by a class of its own whose fields are the keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from django.core.checks import Warning

from ...conf import settings

Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    questions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Language code to a question and its right answers; what stands under ``""`` is asked in the other languages."""
    fewest_seconds: int = 3
    """A form that is sent sooner was filled in by a robot."""
    most_hours: int = 24
    """How long a form can be sent."""
    address_header: str = ""
    """Where a proxy writes the visitor's address: the name in ``request.META``."""


def options() -> Options:
    return chosen(Options, settings.VISITORS)


def chosen(kind: type[Chosen], given: Mapping[str, Any]) -> Chosen:
    """``given`` as an object of the dataclass ``kind``; what :mod:`..checks` reports is left at its default."""
    return kind(**{name: value for name, value in given.items() if not problem_with(kind, name, value)})


def problem_with(kind: type[Any], name: str, value: Any) -> str:
    """What is wrong with a key and its value, as a sentence."""
    known = {one.name: getattr(kind(), one.name) for one in fields(kind)}
    if name not in known:
        return f"has the unknown key {name!r}. Known are: {', '.join(known)}."
    if type(value) is not type(known[name]):
        return f"{name!r} must be of the type {type(known[name]).__name__}."
    if name == "questions" and not all(map(_is_question, value.values())):
        return "'questions' must hold, by language code, a list of a question and at least one answer."
    if isinstance(value, int) and value < 0:
        return f"{name!r} must not be negative."
    return ""


def problems_of(dictionaries: Mapping[str, type[Any]]) -> list[Warning]:
    """What is wrong with settings that are dictionaries, by the dataclasses that know their keys."""
    return [
        Warning(
            f"ESSAIMAGE[{setting!r}] {problem}",
            hint="What is wrong is left at its default. See docs/reference/settings.md.",
            id="essaimage_wagtail.W201",
        )
        for setting, kind in dictionaries.items()
        for name, value in getattr(settings, setting).items()
        if (problem := problem_with(kind, name, value))
    ]


def _is_question(given: Any) -> bool:
    return isinstance(given, list | tuple) and len(given) > 1 and all(isinstance(text, str) for text in given)
