"""Writing pages and their translations so that loading again writes only what has changed."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest import mock

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from essaimage_wagtail.wiki.history.summaries import keep
from essaimage_wagtail.wiki.models import PublicName

from .streams import stable_id
from .translate import source_of, strings_by_path, take_over, translate

WRITTEN, TRANSLATED = 120, 90
"""Days from the first publication of an original, and from its translations, to a change of it."""


@dataclass(frozen=True)
class Rows:
    """Child rows of a page, found again by one of their fields so that they keep their places."""

    known_by: str
    values: list[dict[str, Any]]


@dataclass(frozen=True)
class Later:
    """An original that was published with other words after it was translated.

    ``days``: how long ago; ``fields``: what it is now; ``languages``: those whose translators have taken the change
    over and translated nothing yet, so that texts wait for their review, or for a translation.
    """

    days: int
    fields: dict[str, Any]
    languages: list[str]


@dataclass(frozen=True)
class Earlier:
    """What a new page was published as before. ``days``: how long ago; ``author``: the public name of a made-up person;
    ``fields``: what it was then."""

    days: int
    author: str
    summary: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class History:
    """The versions of a new original before the one that the content files hold, who made that one, and who translated
    it (``translators``: by language, public names of made-up people)."""

    earlier: list[Earlier]
    author: str
    summary: str
    translators: dict[str, str] = field(default_factory=dict)


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
        later: Later | None = None,
        history: History | None = None,
    ) -> Any:
        """Bring a page and its translations up to date.

        ``fields``: what differs, by language; ``facts``: what does not; ``related``: terms, tags and the like,
        which need a page that is in the tree; ``parent``: ``None`` for the tree's root; ``history``: of a page that
        is not there yet.
        """
        locale = Locale.objects.get(language_code=source)
        page = model.objects.filter(translation_key=key, locale=locale).first()
        new = page is None
        page = page or model(translation_key=key, locale=locale)
        before = None if new else snapshot(page)
        fill(page, later.fields if later else fields[source])
        fill(page, facts)
        if new:
            (self.page(parent, source) if parent else Page.objects.get(depth=1)).add_child(instance=page)
        for name, values in (related or {}).items():
            getattr(page, name).set(values)
        translations = {language: texts for language, texts in fields.items() if language != source}
        changed = new or snapshot(page) != before
        outdated = {code: texts for code, texts in translations.items() if changed or _is_outdated(page, code, texts)}
        if later is not None and (changed or outdated):
            self._write_with_history(page, fields[source], translations, later)
        else:
            if new and history is not None:
                self._publish_history(page, history, fields[source])
            elif changed:
                self._publish(page)
            self._translate(page, outdated, history.translators if history else {})
        return page

    def _publish(self, page: Any, author: Any = None, summary: str = "") -> None:
        revision = page.save_revision(user=author)
        keep(revision.pk, summary)
        revision.publish()
        self.changed += 1

    def _publish_history(self, page: Any, history: History, now: dict[str, Any]) -> None:
        """Before it is translated: its translations are those of the latest version."""
        for version in history.earlier:
            fill(page, version.fields)
            with days_ago(version.days):
                self._publish(page, account_of(version.author), version.summary)
        fill(page, now)
        self._publish(page, account_of(history.author), history.summary)

    def _translate(
        self, page: Any, translations: dict[str, dict[str, Any]], translators: dict[str, str] | None = None
    ) -> None:
        if not translations:
            return
        source = source_of(page)
        for language, texts in translations.items():
            translator = (translators or {}).get(language)
            translate(source, _translated(page, texts), language, translator and account_of(translator))
            self.changed += 1

    def _write_with_history(
        self, page: Any, original: dict[str, Any], translations: dict[str, dict[str, Any]], later: Later
    ) -> None:
        """The page as it was when it was translated, and then as it is.

        Not to be called in a transaction: wagtail-localize publishes when that is over, and the clock goes right again.
        """
        fill(page, original)
        with days_ago(later.days + WRITTEN):
            self._publish(page)
        with days_ago(later.days + TRANSLATED):
            self._translate(page, translations)
        page = type(page).objects.get(pk=page.pk)
        fill(page, later.fields)
        with days_ago(later.days), transaction.atomic():
            self._publish(page)
            take_over(page, later.languages)


def account_of(name: str) -> Any:
    """An account of a made-up person, whom nobody can sign in as, with a public name."""
    user, _created = get_user_model().objects.get_or_create(
        username=slugify(name), defaults={"is_active": False, "password": UNUSABLE_PASSWORD_PREFIX}
    )
    PublicName.objects.update_or_create(user=user, defaults={"name": name})
    return user


def _translated(page: Any, texts: dict[str, Any]) -> Any:
    translated = type(page).objects.get(pk=page.pk)
    fill(translated, texts)
    return translated


def _is_outdated(page: Any, language: str, texts: dict[str, Any]) -> bool:
    """Whether a translation lacks some of its texts. It may have others between them, which its original gained."""
    current = (
        type(page)
        .objects.filter(translation_key=page.translation_key, locale__language_code=language, live=True)
        .first()
    )
    if current is None:
        return True
    held, wanted = strings_by_path(current), strings_by_path(_translated(page, texts))
    return not all(_is_within(strings, held.get(path, [])) for path, strings in wanted.items())


def _is_within(strings: list[str], others: list[str]) -> bool:
    """Whether ``others`` has all of them, in their order."""
    rest = iter(others)
    return all(string in rest for string in strings)


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """The clock stands at a day in the past, so that what is written has the dates of a site that is in use."""
    moment = timezone.now() - timedelta(days=days)
    with mock.patch.object(timezone, "now", lambda: moment):
        yield


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
