"""A sponsorship begins: asked for, then confirmed by the owner of the address. Nobody is told of it before."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ...encounters.outcomes.accompanying import sponsorship_confirmed
from ...models import Replication, Territory
from ...wiki.visitors.limits import sent_about
from ..choices import OVER, Side, State
from ..ends import contact_of, is_contact
from ..mailing.sending import send_after_commit
from ..models import Sponsorship
from ..moderators import tell_after_commit
from ..moving import NotPossible, note
from ..options import options

ASKED_ALREADY = _("You have asked this team for this project already. It was told of it once, and that is enough.")
FORM = "sponsorship"
"""The kind of form that is counted."""


def ask(
    site: Site,
    sponsor_key: UUID,
    *,
    code: str,
    name: str,
    email: str,
    project: str,
    request: str = "",
    territory: Territory | None = None,
    encounter_key: UUID | None = None,
    replication: Replication | None = None,
    has_agreed: bool = True,
) -> Sponsorship | None:
    """Keep what somebody asks a team, and ask the owner of the address after the transaction. ``None`` if the address
    was asked often today: then nothing is kept. ``has_agreed``: whether the person has consented; if others ask in
    their name, the consent is noted when they confirm."""
    if sent_about(email, FORM) > options().per_email:
        return None
    sponsorship = Sponsorship.objects.create(
        site=site,
        sponsor_key=sponsor_key,
        language=code,
        asker_name=name,
        asker_email=email,
        consented_at=timezone.now() if has_agreed else None,
        project=project,
        request=request,
        territory=territory,
        encounter_key=encounter_key,
        replication=replication,
    )
    send_after_commit("confirm", sponsorship, Side.SPONSORED)
    return sponsorship


def asked_already(sponsorship: Sponsorship, rows: QuerySet[Sponsorship]) -> Sponsorship | None:
    """The request among ``rows`` by which the same person asked the same team for the same project, if it is confirmed
    and not over; ``None`` without one."""
    same = {"sponsor_key": sponsorship.sponsor_key, "asker_email__iexact": sponsorship.asker_email}
    others = [row for row in rows.filter(**same).order_by("pk") if row.pk != sponsorship.pk]
    going = (row for row in others if row.confirmed_at and row.state not in OVER)
    return next((row for row in going if row.project.casefold() == sponsorship.project.casefold()), None)


@transaction.atomic
def confirm(sponsorship: Sponsorship) -> bool:
    """The owner of the address confirms the request: write to the team or, if the site has no address of it, to the
    moderators. ``False`` if it was confirmed before.

    If the address is that of a contact of the new project's sheet, the person speaks for that sheet. Otherwise a
    moderator names the sheet, so that nobody appears on the sheet of others by claiming it. Raises
    :class:`..moving.NotPossible` if the same request is under way already.
    """
    fields: dict[str, Any] = {"sponsor_email": contact_of(sponsorship.sponsor_key)}
    # If two requests are confirmed at the same time, the second waits for the first.
    if sponsorship.confirmed_at is None and asked_already(sponsorship, Sponsorship.objects.select_for_update()):
        raise NotPossible(str(ASKED_ALREADY))
    replication = sponsorship.replication
    adapted = replication.adapted_key if replication and replication.live else None
    if adapted and sponsorship.sponsored_key is None and is_contact(sponsorship.asker_email, adapted):
        fields["sponsored_key"] = adapted
    now = timezone.now()
    fields["consented_at"] = sponsorship.consented_at or now
    waiting = Sponsorship.objects.filter(pk=sponsorship.pk, confirmed_at=None, state=State.ASKED)
    if not waiting.update(confirmed_at=now, changed_at=now, **fields):
        return False
    sponsorship.refresh_from_db()
    note(sponsorship, Side.SPONSORED)
    sponsorship_confirmed.send(Sponsorship, sponsorship=sponsorship)
    send_after_commit("asked", sponsorship, Side.SPONSOR)
    tell_after_commit(sponsorship)
    return True
