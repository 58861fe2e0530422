"""Which of the plugin's objects a template's context is about."""

from collections.abc import Callable
from typing import Any

from ..contexts.publication import PublicationContext
from ..subjects.subject import Subject

VIEWS = ("lineage", "replicate", "start")
"""Other views of a sheet, beside which the context has the sheet too."""

_told: dict[str, Callable[[Any, Any], dict[str, Any]]] = {}


def register(name: str, tell: Callable[[Any, Any], dict[str, Any]]) -> None:
    """Have the pages in whose context a :class:`PublicationContext` stands under this name say of themselves what those
    of sheets do. ``tell`` is given that context and ``essaimage``, and says in the words of schema.org what the page is
    about; title and pitch are added to it."""
    _told[name] = tell


def tell_of(context: Any) -> Callable[[Any, Any], dict[str, Any]] | None:
    """How the subject of a context tells of itself, if its kind was registered."""
    return next((tell for name, tell in _told.items() if name in context), None)


def publication_in(context: Any) -> PublicationContext | None:
    """The sheet, method, common or what else was registered that a context is about."""
    if any(name in context for name in VIEWS):
        return None
    found = (context.get(name) for name in ("sheet", "common", "method", *_told))
    return next((one for one in found if isinstance(one, PublicationContext)), None)


def subject_in(context: Any) -> Subject | None:
    """The territory or the theme whose page it is: a form about something names that so too."""
    found = context.get("subject")
    return found if isinstance(found, Subject) else None
