"""A sponsorship begins: asked for, then confirmed by the owner of the address. Nobody is told of it before."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from ...models import Replication, Territory
from ...wiki.visitors.limits import sent_about
from ..choices import Side, State
from ..ends import contact_of, is_contact
from ..mailing.sending import send_after_commit
from ..models import Sponsorship
from ..moderators import tell_after_commit
from ..moving import note
from ..options import options

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
) -> Sponsorship | None:
    """Keep what somebody asks a team, with consent, and ask the owner of the address after the transaction. Nothing
    comes of it where the address was asked often today; ``None`` then."""
    if sent_about(email, FORM) > options().per_email:
        return None
    sponsorship = Sponsorship.objects.create(
        site=site,
        sponsor_key=sponsor_key,
        language=code,
        asker_name=name,
        asker_email=email,
        consented_at=timezone.now(),
        project=project,
        request=request,
        territory=territory,
        encounter_key=encounter_key,
        replication=replication,
    )
    send_after_commit("confirm", sponsorship, Side.SPONSORED)
    return sponsorship


@transaction.atomic
def confirm(sponsorship: Sponsorship) -> bool:
    """The address is its owner's: the team that is asked is written to, or moderators are, if the site does not
    know where. Twice is once.

    Who writes from the address of a contact of the new project's sheet speaks for that sheet. For somebody else, a
    moderator names the sheet: nobody appears on the sheet of others by saying that it is theirs.
    """
    fields: dict[str, Any] = {"sponsor_email": contact_of(sponsorship.sponsor_key)}
    replication = sponsorship.replication
    adapted = replication.adapted_key if replication and replication.live else None
    if adapted and sponsorship.sponsored_key is None and is_contact(sponsorship.asker_email, adapted):
        fields["sponsored_key"] = adapted
    now = timezone.now()
    waiting = Sponsorship.objects.filter(pk=sponsorship.pk, confirmed_at=None, state=State.ASKED)
    if not waiting.update(confirmed_at=now, changed_at=now, **fields):
        return False
    sponsorship.refresh_from_db()
    note(sponsorship, Side.SPONSORED)
    send_after_commit("asked", sponsorship, Side.SPONSOR)
    tell_after_commit(sponsorship)
    return True
