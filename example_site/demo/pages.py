"""Writing pages and their translations so that loading again writes only what has changed."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from .streams import stable_id
from .translate import strings_by_path, translate


@dataclass(frozen=True)
class Rows:
    """Child rows of a page, found again by one of their fields so that they keep their places."""

    known_by: str
    values: list[dict[str, Any]]


class PageWriter:
    def __init__(self) -> None:
        self.changed = 0

    @staticmethod
    def page(key: uuid.UUID, language: str) -> Page:
        return Page.objects.get(translation_key=key, locale__language_code=language)

    def write(
        self,
        model: type[Page],
        key: uuid.UUID,
        parent: uuid.UUID | None,
        source: str,
        fields: dict[str, dict[str, Any]],
        facts: dict[str, Any],
        related: dict[str, Any] | None = None,
    ) -> Any:
        """Bring a page and its translations up to date.

        ``fields``: what differs, by language; ``facts``: what does not; ``related``: terms, tags and the like,
        which need a page that is in the tree; ``parent``: ``None`` for the tree's root.
        """
        locale = Locale.objects.get(language_code=source)
        page = model.objects.filter(translation_key=key, locale=locale).first()
        new = page is None
        page = page or model(translation_key=key, locale=locale)
        before = None if new else snapshot(page)
        fill(page, fields[source])
        fill(page, facts)
        if new:
            (self.page(parent, source) if parent else Page.objects.get(depth=1)).add_child(instance=page)
        for name, values in (related or {}).items():
            getattr(page, name).set(values)
        changed = new or snapshot(page) != before
        if changed:
            self.changed += 1
            page.save_revision().publish()
        for language in fields:
            if language != source:
                self._translate(page, language, fields[language], changed)
        return page

    def _translate(self, page: Any, language: str, texts: dict[str, Any], changed: bool) -> None:
        model = type(page)
        current = model.objects.filter(translation_key=page.translation_key, locale__language_code=language).first()
        translated = model.objects.get(pk=page.pk)
        fill(translated, texts)
        if changed or current is None or not current.live or strings_by_path(current) != strings_by_path(translated):
            translate(page, translated, language)
            self.changed += 1


def fill(page: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(page, name, _rows(page, name, value) if isinstance(value, Rows) else value)


def _rows(page: Any, name: str, rows: Rows) -> list[Any]:
    """The rows that the page has, with new values, and those that it lacks."""
    manager = getattr(page, name)
    here = {getattr(row, rows.known_by): row for row in manager.all()} if page.pk else {}
    found = []
    for position, values in enumerate(rows.values):
        row = here.get(values[rows.known_by]) or manager.model()
        fill(row, {**values, "sort_order": position})
        found.append(row)
    return found


def snapshot(page: Page) -> dict[str, Any]:
    """What an editor sees of a page, to tell whether loading changed it."""
    ignored = ("_at", "revision", "draft_title", "path", "url_path", "numchild", "tagged_items", "completeness")
    many = {field.name for field in page._meta.many_to_many}
    streams = {field.name for field in page._meta.get_fields() if isinstance(field, StreamField)}
    for name in streams:
        # What was read is written with all its children, what was not as it was stored: have all of it read.
        list(getattr(page, name))
    data = {name: value for name, value in page.serializable_data().items() if not name.endswith(ignored)}
    data.update({name: sorted(data[name]) for name in many & data.keys()})
    data.update({name: json.loads(data[name]) for name in streams & data.keys()})
    if hasattr(page, "tags"):
        data["tags"] = sorted(tag.name for tag in page.tags.all())
    return data


def page_key(kind: str, *key: str) -> uuid.UUID:
    """The translation key of a page: ``page_key("sheets", "amap")``."""
    return stable_id(*key) if kind in ("sheets", "site") else stable_id(kind, *key)
