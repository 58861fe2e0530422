"""A message as everybody would see it, before it is sent: nothing of it is kept."""

from dataclasses import replace
from typing import Any

from ..models import Author, Message
from .reading import Shown, shown_messages
from .text import parted


def preview_of(data: dict[str, Any], code: str, *, member: Author | None, answered: Message | None) -> Shown:
    """``data``: of an :class:`~.forms.AnswerForm`, as far as it is right; ``code``: the language of the page around it;
    ``member``: who signed in. It has no address."""
    text, quotes = parted(data["text"])
    name = data.get("name") or (member.name if member else "")
    message = Message(
        author=Author(user=member.user if member else None, name=name),
        text=text,
        quoted=quotes,
        answers=answered,
        language=data.get("written_in") or code,
    )
    (shown,) = shown_messages([message], code)
    return replace(shown, url="")
