"""Which of the plugin's objects a template's context is about."""

from typing import Any

from ..contexts.publication import PublicationContext
from ..subjects.subject import Subject

VIEWS = ("lineage", "replicate", "start")
"""Other views of a sheet, beside which the context has the sheet too."""


def publication_in(context: Any) -> PublicationContext | None:
    """The sheet, method or common that a context is about."""
    if any(name in context for name in VIEWS):
        return None
    found = (context.get(name) for name in ("sheet", "common", "method"))
    return next((one for one in found if isinstance(one, PublicationContext)), None)


def subject_in(context: Any) -> Subject | None:
    """The territory or the theme whose page it is: a form about something names that so too."""
    found = context.get("subject")
    return found if isinstance(found, Subject) else None
