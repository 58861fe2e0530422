"""The pitches of an encounter that people wish to meet, each with the name that the reader is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from ...models.keys import titles_of
from ...versions import best_pages
from ...visibility import visible


@dataclass(frozen=True, slots=True)
class Choice:
    """A pitch, by its key. ``language``: that of the title, if it is another than the reader's."""

    key: UUID
    title: str
    text: str = ""
    is_withdrawn: bool = False
    language: str = ""


def choices_of(page: Any, site: Site | None) -> list[Choice]:
    """All pitches of a page, in its order, with the withdrawn ones. Two queries. The title of a sheet that visitors may
    not see is left out."""
    pitches = list(page.pitches.all())
    keys = {pitch.sheet_key for pitch in pitches if pitch.sheet_key}
    shown = visible(Page.objects.filter(translation_key__in=keys), site)
    reader = get_language() or ""
    titles = best_pages(shown, reader) if keys else {}
    return [_choice(pitch, titles.get(pitch.sheet_key), reader) for pitch in pitches]


def _choice(pitch: Any, sheet: Any, reader: str) -> Choice:
    title, code = pitch.name, ""
    if sheet is not None:
        title = sheet.title
        code = sheet.locale.language_code if sheet.locale.language_code != reader else ""
    return Choice(
        pitch.translation_key, title or _("An initiative that is not shown yet"), pitch.text, pitch.is_withdrawn, code
    )


def titles_for_organisers(page: Any) -> dict[UUID, str]:
    """``{key: title}``, also of sheets that are drafts. Two queries."""
    pitches = list(page.pitches.all())
    titles = titles_of({pitch.sheet_key for pitch in pitches if pitch.sheet_key}, get_language())
    return {pitch.translation_key: titles.get(pitch.sheet_key) or pitch.name for pitch in pitches}


def wished(keys: Iterable[UUID], choices: Iterable[Choice]) -> list[Choice]:
    """The wishes of a person, in order; a pitch that was deleted is shown as one that does not come."""
    known = {choice.key: choice for choice in choices}
    gone = _("An initiative that does not take part any more")
    return [known.get(key) or Choice(key, gone, is_withdrawn=True) for key in keys]
