"""From an intention to a sponsorship: its person is asked by e-mail; once they confirm it, the team is asked."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ...models.keys import titles_of
from ..choices import IntentionKind, IntentionState
from ..models import Intention
from .accompanying import sponsorships
from .replicating import Impossible, name_of


@transaction.atomic
def open_sponsorship(intention: Intention, language: str) -> None:
    """Ask for it, once however often the button is pressed. ``language``: that of the encounter. Raises
    :class:`~.replicating.Impossible`."""
    rows = Intention.objects.select_for_update(of=("self",))
    rows = rows.select_related("registration__site", "registration__territory", "territory")
    row = rows.get(pk=intention.pk)
    if row.sponsorship is not None:
        raise Impossible(_("This intention is a sponsorship already."))
    person, team, found = row.registration, row.sheet_key, sponsorships()
    if person is None or not person.email or not person.is_coming:
        raise Impossible(_("No e-mail of this person is known here, or they have withdrawn: nobody can be asked."))
    title = titles_of([team], language).get(team) if team else None
    if found is None or team is None or title is None:
        raise Impossible(_("The initiative has no sheet here, whose team could be asked. Choose one in its pitch."))
    territory = row.territory or person.territory
    project = name_of(title, territory, language)
    key = found.open(team, person, project=project, request=row.text, territory=territory)
    if key is None:
        raise Impossible(_("Nothing was sent: nobody may see the sheet, or the address was written to often today."))
    Intention.objects.filter(pk=row.pk).update(sponsorship=key, state=IntentionState.UNDER_WAY)


def confirmed(sender: type, sponsorship: Any, **kwargs: Any) -> None:
    """A receiver of :data:`~.accompanying.sponsorship_confirmed`: a person who asked the team themselves no longer has
    a mere intention, so their intention is joined to the sponsorship."""
    mine = Intention.objects.filter(
        encounter_key=sponsorship.encounter_key,
        sheet_key=sponsorship.sponsor_key,
        kind=IntentionKind.SPONSOR,
        sponsorship=None,
        registration__email__iexact=sponsorship.asker_email,
    )
    if sponsorship.encounter_key and sponsorship.asker_email:
        mine.update(sponsorship=sponsorship.uuid, state=IntentionState.UNDER_WAY)


def deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """A receiver of ``post_delete``: if a sponsorship is deleted unconfirmed, its intention is open again."""
    if instance.confirmed_at is None:
        rows = Intention.objects.filter(sponsorship=instance.uuid)
        rows.filter(state=IntentionState.UNDER_WAY).update(state=IntentionState.OPEN)
        rows.update(sponsorship=None)
