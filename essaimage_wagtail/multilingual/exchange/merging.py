"""What a file that comes back changes: words that are newer on the site than in the file stay."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import extract_ids

from ..kept import error_in
from .files import Contents, Problem, Refused, Text, refuse


@dataclass(slots=True)
class Merge:
    """What becomes of each text of a file that has a translation."""

    taken: list[tuple[StringSegment, Text]] = field(default_factory=list)
    same: int = 0
    """As they are on the site."""
    newer: list[Text] = field(default_factory=list)
    """Translated on the site after the file was made: what the site has stays."""
    outdated: list[Text] = field(default_factory=list)
    """Translations of words that the original has no longer at that place."""


def merge(translation: Translation, contents: Contents) -> Merge:
    """What a file would change. Raises :class:`.files.Refused` for a file of another page or language, and for one with
    a text that would break the page; then nothing is taken of it."""
    if contents.translation != str(translation.uuid):
        refuse(_("The file is of another page, or of another language."))
    problems = list(_problems(contents))
    if problems:
        raise Refused(*problems)
    segments = _segments(translation)
    known = _known(translation)
    merged = Merge()
    for text in contents.texts:
        if not text.translation:
            continue
        segment = segments.get((text.path, text.original))
        if segment is None:
            merged.outdated.append(text)
            continue
        there = known.get((segment.string_id, segment.context_id))
        if there is not None and there.data == text.translation and not hasattr(there, "to_review"):
            merged.same += 1
        elif there is not None and (contents.made is None or there.updated_at > contents.made):
            merged.newer.append(text)
        else:
            merged.taken.append((segment, text))
    return merged


@transaction.atomic
def take(translation: Translation, merged: Merge, user: object, tool: str) -> None:
    """Have the translation use what a file brings, from when it is published next; ``tool`` says where it is from."""
    for segment, text in merged.taken:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={
                "data": text.translation,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "tool_name": tool,
                "last_translated_by": user,
                "has_error": False,
                "field_error": "",
                "updated_at": now(),
            },
        )


def _problems(contents: Contents) -> Iterator[Problem]:
    """Of each text that would break the page."""
    for text in contents.texts:
        if not text.translation:
            continue
        if error := error_in(text.translation, text.original):
            yield Problem(error, text.line)
            continue
        lost = extract_ids(text.original) - extract_ids(text.translation)
        if lost:
            message = _("A link of the original is missing: %(links)s.")
            yield Problem(message % {"links": ", ".join(f'<a id="{name}">' for name in sorted(lost))}, text.line)


def _segments(translation: Translation) -> dict[tuple[str, str], StringSegment]:
    """The texts of the original, by path and words."""
    segments = StringSegment.objects.filter(source=translation.source).select_related("context", "string")
    return {(segment.context.path, segment.string.data): segment for segment in segments}


def _known(translation: Translation) -> dict[tuple[int, int], StringTranslation]:
    """What is translated, by the original's words and their place."""
    rows = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale=translation.target_locale
    ).select_related("to_review")
    return {(row.translation_of_id, row.context_id): row for row in rows}
