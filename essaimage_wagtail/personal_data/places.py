"""A place where a person is named, as commands and exports write it."""

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import DraftStateMixin, Page, Revision

from ..models import Contact


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is named. ``version``: ``live``, ``draft`` for a row that is not published, ``revision 12``, or
    ``translation``; ``text``: the text that says the name, e-mail or phone, if it is one."""

    model: str
    id: str
    title: str
    field: str
    version: str
    language: str = ""
    dated: str = ""
    text: str = ""

    def __str__(self) -> str:
        language = f" ({self.language})" if self.language else ""
        return f"{self.model} {self.id} “{self.title}”{language}, {self.field}, {self.version}"


def place_of(row: models.Model, name: str, text: str = "") -> Place:
    draft = isinstance(row, DraftStateMixin | Page) and not row.live
    return Place(
        row._meta.label, str(row.pk), _title(row), name, "draft" if draft else "live", language_of(row), "", text
    )


def version_of(revision: Revision, name: str, text: str = "") -> Place:
    """The title as it was."""
    content = revision.content
    return Place(
        label_of(revision.content_type),
        str(revision.object_id),
        str(content.get("title") or content.get("name") or ""),
        name,
        f"revision {revision.pk}",
        dated=revision.created_at.isoformat(timespec="seconds"),
        text=text,
    )


def label_of(content_type: ContentType) -> str:
    model = content_type.model_class()
    return model._meta.label if model else f"{content_type.app_label}.{content_type.model}"


def _title(row: models.Model) -> str:
    """Of a contact its number, or the export of one person would name others."""
    return f"#{row.pk}" if isinstance(row, Contact) else str(getattr(row, "title", None) or row)


def language_of(row: Any) -> str:
    return row.locale.language_code if getattr(row, "locale_id", None) else ""


def as_data(place: Place) -> dict[str, str]:
    return {name: value for name, value in asdict(place).items() if value}
