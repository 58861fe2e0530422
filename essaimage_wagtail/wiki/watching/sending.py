"""Sends digests that are due, each change once to each watcher, however many processes send at once.

A run claims some of the watchers who are due, for a while in which no other run takes them, and notes of each what was
told as soon as the mail server has taken the message. A run that is killed leaves watchers that are due again a while
later, and has told nobody twice but perhaps the one to whom it was writing.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F, Min, Q
from django.utils import timezone
from wagtail.models import Site

from ...search import get_engine
from ...search.outbox.draining import sender_of
from ..models import Subscription, Watcher
from ..models.watching import Pace, Watched
from ..visitors.mail import Outcome, deliver
from .digest import message_for
from .edition import Edition
from .numbering import number_news
from .paces import at_once_is_due, is_due

logger = logging.getLogger(__name__)

TOGETHER = 200
"""Watchers that a run claims at a time."""
CLAIMED_FOR = timedelta(minutes=30)
SENDING_FOR = 20 * 60.0
"""Seconds after which a run lets go of what it has claimed: well before another may take it."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(days=1)
"""Before another attempt: twice as long each time."""
MOST_REFUSED, MOST_FAILED = 3, 10
"""Attempts in a row, after which nobody writes to an address any more: one that does not exist, and any other."""


@dataclass(slots=True)
class Done:
    """``sent``: digests; ``failed``: those that the mail server did not take; ``unavailable``: whether it took none."""

    sent: int = 0
    failed: int = 0
    unavailable: bool = False


def send_due(now: datetime | None = None, *, at_once: bool = False, seconds: float | None = None) -> Done:
    """Tell all that is due; with ``at_once``, those alone who have something to be told at once. ``seconds``: how long
    at most."""
    run = _Run(now or timezone.now(), at_once, seconds)
    while run.goes_on and (watchers := run.claimed()):
        run.tell(watchers)
    return run.done


def index_is_behind() -> bool:
    """Whether a search server has not been told yet what was published: who watches a search waits for it."""
    sender = sender_of(get_engine())
    return sender is not None and sender.outbox.backlog().waiting > 0


class _Run:
    def __init__(self, now: datetime, at_once: bool, seconds: float | None) -> None:
        self.now = now
        self.number = number_news(now)
        self.key = uuid.uuid4()
        self.done = Done()
        self._at_once = at_once
        self._ends = time.monotonic() + (SENDING_FOR if seconds is None else seconds)
        self._editions: dict[int, Edition] = {}
        self._without_searches = index_is_behind()
        if not at_once:
            self._pass_over()

    @property
    def goes_on(self) -> bool:
        return not self.done.unavailable and time.monotonic() < self._ends

    @property
    def _due(self) -> Q:
        due = is_due(self.now) & Q(told__lt=self.number)
        return due & ~Q(kind=Watched.SEARCH) if self._without_searches else due

    def _pass_over(self) -> None:
        """Whoever was told everything has had their digest of this day or week."""
        told = Subscription.objects.filter(is_due(self.now), told__gte=self.number).exclude(pace=Pace.AT_ONCE)
        told.update(told_at=self.now)

    def claimed(self) -> list[Watcher]:
        """Watchers of one site that nobody else writes to meanwhile."""
        free = Q(held_until=None) | Q(held_until__lte=self.now)
        due = Subscription.objects.filter(self._due)
        if self._at_once:
            due = due.filter(at_once_is_due(self.now))
        waiting = Watcher.objects.filter(free, pk__in=due.values("watcher"), confirmed_at__isnull=False, paused_at=None)
        chosen = list(waiting.order_by("site", "pk").values_list("pk", flat=True)[:TOGETHER])
        # Of two runs that chose the same, the second one finds them held.
        held = {"claim": self.key, "held_until": self.now + CLAIMED_FOR}
        Watcher.objects.filter(free, pk__in=chosen).update(**held)
        return list(Watcher.objects.filter(claim=self.key, pk__in=chosen).order_by("site", "pk"))

    def tell(self, watchers: list[Watcher]) -> None:
        """A batch; those that are left over are let go."""
        due: dict[int, list[Subscription]] = {watcher.pk: [] for watcher in watchers}
        for one in Subscription.objects.filter(self._due, watcher__in=due).order_by("pk"):
            due[one.watcher_id].append(one)
        nothing, left = [], {watcher.pk for watcher in watchers}
        for site_pk, of_site in groupby(watchers, lambda watcher: watcher.site_id):
            edition = self._edition(site_pk)
            for watcher in of_site:
                if not self.goes_on:
                    break
                outcome = self._tell_one(watcher, due[watcher.pk], edition)
                if outcome is None:
                    nothing.append(watcher.pk)
                elif outcome is Outcome.UNAVAILABLE:
                    self.done.unavailable = True
                    break
                left.discard(watcher.pk)
        self._note_told([one for pk in nothing for one in due[pk]])
        Watcher.objects.filter(claim=self.key, pk__in=[*left, *nothing]).update(claim=None, held_until=None)

    def _tell_one(self, watcher: Watcher, due: list[Subscription], edition: Edition) -> Outcome | None:
        """``None`` where there is nothing to tell."""
        told = edition.told_to(due, watcher.language)
        if not told:
            return None
        outcome = deliver(message_for(watcher, due, told, edition, self.number), "digest")
        if outcome is Outcome.SENT:
            self._note_told(due)
            Watcher.objects.filter(pk=watcher.pk).update(mailed_at=self.now, failures=0, claim=None, held_until=None)
            self.done.sent += 1
        elif outcome is not Outcome.UNAVAILABLE:
            self._note_failure(watcher, outcome)
            self.done.failed += 1
        return outcome

    def _note_told(self, subscriptions: list[Subscription]) -> None:
        pks = [one.pk for one in subscriptions]
        if pks:
            Subscription.objects.filter(pk__in=pks).update(told=self.number, told_at=self.now)

    def _note_failure(self, watcher: Watcher, outcome: Outcome) -> None:
        failures = watcher.failures + 1
        paused = failures >= (MOST_REFUSED if outcome is Outcome.REFUSED else MOST_FAILED)
        pause = min(FIRST_PAUSE * 2**watcher.failures, LONGEST_PAUSE)
        if paused:
            logger.warning("Nobody writes to watcher %s any more: %s messages were not taken", watcher, failures)
        Watcher.objects.filter(pk=watcher.pk).update(
            failures=F("failures") + 1,
            held_until=self.now + pause,
            claim=None,
            paused_at=self.now if paused else None,
        )

    def _edition(self, site_pk: int) -> Edition:
        if site_pk not in self._editions:
            due = Subscription.objects.filter(self._due, watcher__site=site_pk, watcher__paused_at=None)
            oldest = due.aggregate(oldest=Min("told"))["oldest"]
            site = Site.objects.select_related("root_page").get(pk=site_pk)
            self._editions[site_pk] = Edition(site, self.number if oldest is None else oldest, self.number)
        return self._editions[site_pk]
