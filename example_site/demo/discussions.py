"""Made-up people who discuss: about a sheet, a theme and the site, one of the discussions in Arabic."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.discussions.models import Author, Message, Thread
from essaimage_wagtail.discussions.writing import show
from essaimage_wagtail.models import Theme

from .content import ContentError
from .pages import page_key
from .streams import made_up_address, stable_id


def write(entry: dict[str, Any]) -> None:
    """Bring one discussion up to date. What a moderator has decided of it in the admin begins anew; what visitors have
    added stays."""
    about, subject = _about(entry)
    thread, _created = Thread.objects.update_or_create(
        uuid=stable_id("discussions", entry["key"]),
        defaults={
            "site": Site.objects.get(is_default_site=True),
            "about": about,
            "subject": subject,
            "title": entry["title"],
            "language": entry["language"],
            "is_pinned": entry.get("is_pinned", False),
        },
    )
    written: list[Message] = []
    for number, message in enumerate(entry["messages"]):
        answers = written[message["answers"]] if "answers" in message else None
        written.append(_message(thread, _id(entry, number), message, answers))
    newest = thread.messages.filter(state="shown").latest("written_at")
    Thread.objects.filter(pk=thread.pk).update(last_at=newest.written_at, created_at=written[0].written_at)


def _message(thread: Thread, uuid: UUID, entry: dict[str, Any], answers: Message | None) -> Message:
    now = timezone.now()
    language = entry.get("language", thread.language)
    fields = {
        "thread": thread,
        "author": _author(thread.site, entry["by"], language),
        "answers": answers,
        "text": entry["text"],
        "quoted": entry.get("quoted", ""),
        "language": language,
        "written_at": now - timedelta(days=entry["days"]),
    }
    # The numbers of a thread are told as each message is shown: one that is shown stays so.
    found, _created = Message.objects.update_or_create(
        uuid=uuid, defaults=fields, create_defaults={**fields, "state": "waiting"}
    )
    if entry.get("state", "shown") == "shown":
        show(found)
        Message.objects.filter(pk=found.pk).update(shown_at=found.written_at)
    return found


def _author(site: Site, name: str, language: str) -> Author:
    now = timezone.now()
    given = {"name": name, "language": language, "consented_at": now, "confirmed_at": now}
    author, _created = Author.objects.get_or_create(site=site, email=made_up_address(name), defaults=given)
    return author


def _about(entry: dict[str, Any]) -> tuple[str, str]:
    if "sheet" in entry:
        return "page", str(page_key("sheets", entry["sheet"]))
    if "theme" not in entry:
        return "site", ""
    theme = Theme.objects.filter(slug=entry["theme"]).first()
    if theme is None:
        raise ContentError(f"discussions.yaml: {entry['key']}: unknown theme {entry['theme']!r}.")
    return "theme", str(theme.translation_key)


def _id(entry: dict[str, Any], number: int) -> UUID:
    return stable_id("discussions", entry["key"], number)
