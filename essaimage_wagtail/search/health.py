"""The state of the site's search, for its operators."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import DatabaseError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from .engines import get_engine
from .engines.fallback import FallbackEngine
from .outbox.draining import sender_of
from .types import Problem, SearchUnavailable

__all__ = ["health", "problems", "register"]

Report = Callable[[], Mapping[str, Any]]
_reports: list[Report] = []


def register(report: Report) -> Report:
    """Have a function say more in every :func:`health`: names and plain values, without anything personal or secret. It
    may be used as a decorator."""
    _reports.append(report)
    return report


def problems() -> list[Problem]:
    """What the engine finds wrong with where its index is, though it may answer; none if it cannot tell.

    Raises ``SearchUnavailable`` if it cannot even ask.
    """
    return list(getattr(get_engine(), "problems", list)())


def health() -> dict[str, Any]:
    """``ok``: whether the engine answers; ``problem``: what is wrong, without addresses; ``answers``: whether visitors
    are answered all the same; ``documents``: how many there are; ``rebuilding``; ``waiting``, ``oldest_seconds`` and
    ``set_aside``: what was not sent to an index on another server; then what was registered.

    What cannot be told is ``None``.
    """
    found: dict[str, Any] = {"ok": True, "problem": None, "answers": True, "documents": None, "rebuilding": None}
    for report in (_of_engine, _of_outbox, *_reports):
        try:
            found |= report()
        except DatabaseError:
            found |= {"ok": False, "answers": False, "problem": _("The site's database does not answer.")}
    return found


def _of_engine() -> dict[str, Any]:
    engine = get_engine().snapshot()
    asked = {"documents": "count", "rebuilding": "is_rebuilding"}
    try:
        return {name: getattr(engine, method)() for name, method in asked.items() if hasattr(engine, method)}
    except SearchUnavailable as error:
        return {"ok": False, "answers": isinstance(engine, FallbackEngine), "problem": _words(error.status)}


def _of_outbox() -> dict[str, Any]:
    sender = sender_of(get_engine())
    if sender is None:
        return {}
    backlog = sender.outbox.backlog()
    seconds = (now() - backlog.oldest).total_seconds() if backlog.oldest else 0
    return {"waiting": backlog.waiting, "oldest_seconds": round(seconds), "set_aside": backlog.set_aside}


def _words(status: int | None) -> str:
    """What is wrong with a server, by its status; it may be shown to anybody."""
    if status in (401, 403):
        return _("The search server refuses the credentials.")
    if status == 404:
        return _("The search index is missing.")
    if status == 429:
        return _("The search server has too much to do.")
    if status is None or status in (502, 503, 504):
        return _("The search server does not answer.")
    return _("The search server answers with an error (%(status)d).") % {"status": status}
