"""From an intention to a planned replication: a draft that waits for a moderator, as any other does.

It says nothing in public before that, and takes over neither a name of a person nor what they wrote.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...choices import ReplicationState
from ...models import Replication, Territory
from ...models.keys import titles_of
from ..choices import IntentionState
from ..models import Intention, Pitch

LONGEST = 200


class Impossible(Exception):
    """An intention cannot become more; the message says why, for the organiser."""


def name_of(title: str, territory: Territory | None, language: str) -> str:
    """The name of a new replication or project: the title of the initiative, and the territory."""
    with override(language):
        place = f" – {territory.display_name(language)}" if territory else ""
    return f"{title[: max(LONGEST - len(place), 0)]}{place}"[:LONGEST]


@transaction.atomic
def plan_replication(intention: Intention, user: Any, language: str) -> Replication:
    """Make the draft, once however often the button is pressed. ``language``: in which it is named, that of the
    encounter. Raises :class:`Impossible`."""
    row = Intention.objects.select_for_update(of=("self",)).select_related("registration").get(pk=intention.pk)
    if row.replication_id is not None:
        raise Impossible(_("This intention is a replication already."))
    origin = row.sheet_key
    title = titles_of([origin], language).get(origin)
    if origin is None or title is None:
        raise Impossible(
            _(
                "The initiative has no sheet here, from which a replication could come. Choose one in its pitch, and"
                " save the intention again."
            )
        )
    territory = row.territory
    if territory is None:
        raise Impossible(_("Say on which territory first: a replication is told by its place."))
    draft = Replication.objects.create(
        origin_key=origin,
        name=name_of(title, territory, language),
        language=language,
        territory=territory,
        state=ReplicationState.PLANNED,
        live=False,
        has_unpublished_changes=True,
    )
    draft.save_revision(user=user, log_action=True)
    Intention.objects.filter(pk=row.pk).update(replication=draft, state=IntentionState.UNDER_WAY, territory=territory)
    return draft


def sheet_chosen(intention: Intention) -> Intention:
    """The intention, with its sheet: if the pitch got a sheet only later, it is noted now."""
    if intention.sheet_key is None and intention.pitch_key is not None:
        pitches = Pitch.objects.filter(translation_key=intention.pitch_key, sheet_key__isnull=False)
        intention.sheet_key = pitches.values_list("sheet_key", flat=True).first()
        if intention.sheet_key:
            Intention.objects.filter(pk=intention.pk).update(sheet_key=intention.sheet_key)
    return intention
