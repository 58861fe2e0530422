"""What a side does, and what the other one is told of it. Each raises :class:`..moving.NotPossible`."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...wiki.visitors.attempts import count_attempt
from ..choices import GOING, SHOWN, Side, State
from ..mailing import words
from ..mailing.sending import send_after_commit
from ..models import Sponsorship, SponsorshipMeeting
from ..moving import TOLD, NotPossible, move
from ..showing.cached import forget_sheets

MOST_MEETINGS = 100
MOST_NEWS = 12
"""Messages in an hour that one side has the site write to the other about what is new."""


@transaction.atomic
def accept(sponsorship: Sponsorship, by: str = Side.SPONSOR, user: Any = None, *, promises: str = "") -> None:
    if move(sponsorship, State.ACCEPTED, by, user, **({"sponsor_promises": promises} if promises else {})):
        send_after_commit("accepted", sponsorship, Side.SPONSORED)


@transaction.atomic
def refuse(sponsorship: Sponsorship, by: str = Side.SPONSOR, user: Any = None, *, reason: str) -> None:
    if move(sponsorship, State.REFUSED, by, user, reason=reason, ended_on=timezone.localdate()):
        send_after_commit("refused", sponsorship, Side.SPONSORED)


@transaction.atomic
def begin(sponsorship: Sponsorship, side: Side) -> None:
    if move(sponsorship, State.UNDER_WAY, side, began_on=timezone.localdate()):
        _tell(sponsorship, side, [words.BEGUN])


@transaction.atomic
def end(sponsorship: Sponsorship, side: Side) -> None:
    if move(sponsorship, State.ENDED, side, ended_on=timezone.localdate(), next_on=None):
        send_after_commit("ended", sponsorship, side.other)


@transaction.atomic
def stop(sponsorship: Sponsorship, side: Side, *, reason: str) -> None:
    """Stop a sponsorship, and tell the other side why. Before the team has answered, this withdraws the request, of
    which readers never see anything."""
    is_asked = sponsorship.state in (State.ASKED, State.REFUSED)
    to = State.REFUSED if is_asked else State.STOPPED
    if move(sponsorship, to, side, reason=reason, ended_on=timezone.localdate(), next_on=None):
        send_after_commit("stopped", sponsorship, side.other)


@transaction.atomic
def promise(sponsorship: Sponsorship, side: Side, *, promises: str, next_on: date | None) -> None:
    """Write what a side promises, and when both meet next, if nobody has changed either since it was read."""
    field = f"{side}_promises"
    before = {field: getattr(sponsorship, field), "next_on": sponsorship.next_on}
    after = {field: promises, "next_on": next_on}
    if before == after:
        return
    rows = Sponsorship.objects.filter(pk=sponsorship.pk, state__in=GOING, **before)
    if not rows.update(changed_at=timezone.now(), **after):
        _explain(sponsorship)
    sponsorship.refresh_from_db()
    news = [
        *([words.WORDS] if promises and promises != before[field] else []),
        *([words.DATE] if next_on and next_on != before["next_on"] else []),
    ]
    if news:
        _tell(sponsorship, side, news)


@transaction.atomic
def note_meeting(sponsorship: Sponsorship, side: Side, *, on: date, text: str, is_public: bool) -> None:
    """Note a meeting; the first one begins the sponsorship. A meeting that is sent twice, as by a double click, is
    noted once."""
    if not Sponsorship.objects.filter(pk=sponsorship.pk, state__in=GOING).update(changed_at=timezone.now()):
        _explain(sponsorship)
    if sponsorship.meetings.count() >= MOST_MEETINGS:
        raise NotPossible(_("There are very many meetings already. Take an old one away first."))
    _row, is_new = SponsorshipMeeting.objects.get_or_create(
        sponsorship=sponsorship, on=on, text=text, defaults={"is_public": is_public}
    )
    Sponsorship.objects.filter(pk=sponsorship.pk, state=State.ACCEPTED).update(state=State.UNDER_WAY, began_on=on)
    sponsorship.refresh_from_db()
    if is_new:
        _tell(sponsorship, side, [words.MEETING])


def take_away(sponsorship: Sponsorship, number: str) -> None:
    """Delete a meeting; nothing happens if it is gone already."""
    if number.isascii() and number.isdecimal():
        sponsorship.meetings.filter(pk=number[:18]).delete()
        forget_sheets([sponsorship])


def show(sponsorship: Sponsorship, number: str, is_public: bool) -> None:
    """Note whether readers may see a meeting."""
    if number.isascii() and number.isdecimal():
        sponsorship.meetings.filter(pk=number[:18]).update(is_public=is_public)
        forget_sheets([sponsorship])


@transaction.atomic
def agree(sponsorship: Sponsorship, side: Side, does: bool) -> None:
    """Note whether a side agrees that readers see the sponsorship. A side can take its agreement back at any time."""
    field = f"{side}_agrees"
    rows = Sponsorship.objects.filter(pk=sponsorship.pk, **{field: not does})
    if does:
        rows = rows.filter(state__in=SHOWN)
    is_changed = rows.update(**{field: does})
    sponsorship.refresh_from_db()
    if does and not getattr(sponsorship, field):
        _explain(sponsorship)
    if is_changed:
        forget_sheets([sponsorship])
    if is_changed and does and not getattr(sponsorship, f"{side.other}_agrees"):
        _tell(sponsorship, side, [words.AGREED])


def _tell(sponsorship: Sponsorship, by: Side, news: list[str]) -> None:
    if count_attempt("sponsorship", f"{sponsorship.pk}:{by}") <= MOST_NEWS:
        send_after_commit("news", sponsorship, by.other, news)


def _explain(sponsorship: Sponsorship) -> None:
    """Raise :class:`..moving.NotPossible` to say why nothing was written: the state, or the words, have changed
    meanwhile."""
    found = Sponsorship.objects.filter(pk=sponsorship.pk).first()
    if found is None:
        raise NotPossible(_("This request was withdrawn."))
    if found.state in GOING:
        raise NotPossible(
            _("Somebody has changed this meanwhile: read above what stands now. What you wrote is still here.")
        )
    raise NotPossible(str(TOLD[State(found.state)]))
