"""The site's choices about suggestions: ``ESSAIMAGE["SUGGESTIONS"]``, see ``docs/reference/settings.md``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from ...conf import settings


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    anonymous: bool = True
    """Whether visitors without an account may suggest changes."""
    questions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Language code to a question and its right answers; what stands under ``""`` is asked in the other languages."""
    per_visitor: int = 10
    """Suggestions from one network address in an hour."""
    per_site: int = 200
    """Suggestions from everybody in an hour, but for people with an account."""
    per_email: int = 3
    """Messages to an unconfirmed e-mail address in a day."""
    most_characters: int = 20_000
    """Longest suggestion, all its texts together."""
    fewest_seconds: int = 3
    """A form that is sent sooner was filled in by a robot."""
    most_hours: int = 24
    """How long a form can be sent."""
    address_header: str = ""
    """Where a proxy writes the visitor's address: the name in ``request.META``."""
    keep_days: int = 365
    """How long names, e-mails and refused or withdrawn suggestions are kept once they are decided."""


def options() -> Options:
    """As the site has them; what :mod:`..checks` reports is left at its default."""
    return Options(**{name: value for name, value in settings.SUGGESTIONS.items() if not problem_with(name, value)})


def problem_with(name: str, value: Any) -> str:
    """What is wrong with a key and its value, as a sentence."""
    known = {one.name: getattr(Options(), one.name) for one in fields(Options)}
    if name not in known:
        return f"has the unknown key {name!r}. Known are: {', '.join(known)}."
    if type(value) is not type(known[name]):
        return f"{name!r} must be of the type {type(known[name]).__name__}."
    if name == "questions" and not all(map(_is_question, value.values())):
        return "'questions' must hold, by language code, a list of a question and at least one answer."
    if isinstance(value, int) and value < 0:
        return f"{name!r} must not be negative."
    return ""


def _is_question(given: Any) -> bool:
    return isinstance(given, list | tuple) and len(given) > 1 and all(isinstance(text, str) for text in given)
