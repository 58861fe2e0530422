"""“We did it too”: the draft of a replication that a moderator makes, in one click, of what a visitor has told.

It says nothing in public: people who may publish one of its sheets publish it as any other replication. It takes over
no name of a person.
"""

from typing import Any

from django.db import transaction
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from ...models import Replication, Territory
from ...models.replication import ReplicationText
from ..models import Suggestion
from ..models.suggestions import State
from . import mailing
from .deciding import ACCEPTED, settled
from .pages import Refused, stored_page

MOST_NAMESAKES = 20


@transaction.atomic
def accept(suggestion: Suggestion, user: Any, answer: str) -> Replication:
    """Make the draft. Of two moderators, the second is told what the first has decided. Raises :class:`Refused`."""
    page = stored_page(suggestion.page_key, suggestion.language)
    if page is None:
        raise Refused(_("The page is gone: this suggestion can only be refused."))
    decided = settled(suggestion, user, State.ACCEPTED, answer)
    decided.replication = draft = _draft(decided, user)
    decided.save(update_fields=["replication"])
    log(page, ACCEPTED, user=user, data={"suggestion": decided.pk})
    mailing.answer_after_commit(decided)
    return draft


def _draft(suggestion: Suggestion, user: Any) -> Replication:
    told = suggestion.told
    replication = Replication(
        origin_key=suggestion.page_key,
        name=told["name"],
        language=suggestion.language,
        territory=territory_called(told["place"]),
        url=told["url"],
        live=False,
        has_unpublished_changes=True,
    )
    if suggestion.remark:
        # Nobody knows which part of it was kept, changed or learnt: the moderator puts it where it belongs.
        locale = Locale.objects.get(language_code=suggestion.language)
        replication.texts.add(ReplicationText(locale=locale, learnt=_paragraphs(suggestion.remark)))
    replication.save()
    replication.save_revision(user=user, log_action=True)
    return replication


def territory_called(place: str) -> Territory | None:
    """The one territory with this name, in any language; none where several have it."""
    asked = place.casefold()
    found = [
        territory
        for territory in Territory.objects.matching(place)[:MOST_NAMESAKES]
        if asked in {name.casefold() for name in (territory.name, *territory.names.values())}
    ]
    return found[0] if len(found) == 1 else None


def _paragraphs(text: str) -> str:
    return format_html_join("", "<p>{}</p>", ((line.strip(),) for line in text.split("\n") if line.strip()))
