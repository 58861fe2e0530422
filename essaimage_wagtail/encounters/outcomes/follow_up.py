"""The message after three months to people who wanted to think about it: once each, however many processes send."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ...interface import interface_for
from ...wiki.visitors.mail import Outcome, composed, deliver, site_name
from ..choices import IntentionKind, IntentionState
from ..day.initiatives import Initiatives
from ..day.views import encounter_of
from ..models import Intention, Registration

NAME = "follow_up"


def due(now: datetime) -> QuerySet[Intention]:
    """The open intentions “to think about it” whose day has come, of people who are still registered."""
    return Intention.objects.filter(
        kind=IntentionKind.FOLLOW,
        state=IntentionState.OPEN,
        follow_up_on__lte=timezone.localdate(now),
        followed_up_at=None,
        registration__confirmed_at__isnull=False,
        registration__withdrawn_at=None,
    ).exclude(registration__email="")


def send_due(now: datetime | None = None) -> int:
    """Write to each person once about all that is due; returns how many messages were sent. A message that the mail
    server does not take is tried again by the next run; where it takes none, the run ends."""
    now = now or timezone.now()
    rows = due(now).select_related("registration__site__root_page").order_by("registration", "pk")
    sent = 0
    for person, theirs in groupby(rows, key=lambda row: row.registration):
        outcome = _tell(person, [row.pk for row in theirs], now)
        sent += outcome is Outcome.SENT
        if outcome is Outcome.UNAVAILABLE:
            break
    return sent


def _tell(person: Registration, numbers: Iterable[int], now: datetime) -> Outcome | None:
    # Note before sending: another run then finds these intentions told, and sends nothing.
    claimed = [pk for pk in numbers if due(now).filter(pk=pk).update(followed_up_at=now)]
    if not claimed:
        return None
    outcome = _send(person, claimed)
    if outcome in (Outcome.FAILED, Outcome.UNAVAILABLE):
        Intention.objects.filter(pk__in=claimed).update(followed_up_at=None)
    return outcome


def _send(person: Registration, numbers: list[int]) -> Outcome | None:
    encounter = encounter_of(person)
    if encounter is None:
        return None
    names = Initiatives(encounter, person.site).names_in(person.language)
    rows = Intention.objects.filter(pk__in=numbers)
    address = reverse("essaimage:encounters:intentions", args=[person.secret])
    context = {
        "name": person.name,
        "title": encounter.title,
        "said": [{"name": names.get(row.pitch_key, "") if row.pitch_key else "", "text": row.text} for row in rows],
        "site_name": site_name(person.site),
        "address": f"{person.site.root_url}{address}",
    }
    code = interface_for(person.language)
    with translation.override(code):
        subject = _("Three months after “%(title)s”: what has become of it?") % {"title": encounter.title}
    return deliver(
        composed(person.email, name=NAME, subject=subject, context=context, code=code, folder="encounters"), NAME
    )
