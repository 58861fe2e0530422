"""New words for a page that is a translation: they are kept with its translators' words, or the next sync undoes
them."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext as _
from wagtail_localize.models import (
    MissingRelatedObjectError,
    SourceDeletedError,
    StringSegment,
    StringTranslation,
    Translation,
)

from ...following import followed_now
from ..visitors.text import cleaned
from .markup import with_words, words_of
from .pages import Refused
from .passages import texts_of


def write(page: Any, html: dict[tuple[str, int], str], user: Any) -> Any:
    """The revision of a translation's draft with new texts; ``None`` for a page that is no translation. Raises
    :class:`Refused`."""
    translation = followed_now(page)
    if translation is None:
        return None
    known = texts_of(page.get_latest_revision_as_object())
    segments = defaultdict(list)
    paths = {path for path, _position in html}
    rows = StringSegment.objects.filter(source=translation.source, context__path__in=paths)
    for segment in rows.select_related("string", "context").order_by("order"):
        segments[segment.context.path].append(segment)
    for (path, position), new in html.items():
        if position >= len(segments[path]):
            raise Refused(
                _("The original has not this text any more. Open the translation in the editor, and change it there.")
            )
        _translate(segments[path][position], translation, known[path, position].words, new, user)
    try:
        translation.save_target(user=user, publish=False)
    except (ValidationError, ObjectDoesNotExist, MissingRelatedObjectError, SourceDeletedError) as error:
        reason = "; ".join(getattr(error, "messages", [str(error)]))
        raise Refused(_("The translation could not be saved: %(reason)s") % {"reason": reason}) from error
    page.refresh_from_db()
    return page.get_latest_revision()


def _translate(segment: StringSegment, translation: Translation, now: str, html: str, user: Any) -> None:
    """Keep new words as the translation of a segment. If the translator's text is what the page says now, links keep
    the ids that they have in it."""
    where = {"translation_of": segment.string, "locale": translation.target_locale, "context": segment.context}
    found = StringTranslation.objects.filter(**where).first()
    if found is not None and cleaned(words_of(found.data)) == cleaned(now):
        html = with_words(found.data, words_of(html))
    row = found or StringTranslation(**where)
    row.data, row.tool_name, row.last_translated_by = html, "", user
    row.translation_type = StringTranslation.TRANSLATION_TYPE_MANUAL
    row.save()
