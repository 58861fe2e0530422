"""Sends digests that are due, each change once to each watcher, however many processes send at once.

A run claims some of the watchers who are due, for a while in which no other run takes them, and notes of each what was
told as soon as the mail server has taken the message. A run that is killed leaves watchers that are due again a while
later, and has told nobody twice but perhaps the one to whom it was writing.
"""

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.db.models import F, Min, Q
from django.utils import timezone
from wagtail.models import Site

from ...search import SearchUnavailable, get_engine
from ...search.outbox.draining import sender_of
from ..models import Dispatch, Subscription, Watcher
from ..models.watching import Pace, Watched
from ..visitors.mail import Done, Outcome, deliver
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


def pause_after(failures: int) -> timedelta:
    """How long the site does not write to an address when one more message fails after ``failures`` others."""
    return min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE)


def send_due(now: datetime | None = None, *, at_once: bool = False, seconds: float | None = None) -> Done:
    """Send all digests that are due; with ``at_once``, only to watchers who have a subscription of that pace to be
    told. ``seconds``: how long the run may take."""
    run = _Run(now or timezone.now(), at_once, seconds)
    while run.goes_on and (watchers := run.claimed()):
        run.tell(watchers)
    return run.done


def index_is_behind() -> bool:
    """Whether a search server does not know yet all that was published: subscriptions to searches wait for it."""
    sender = sender_of(get_engine())
    return sender is not None and sender.outbox.backlog().waiting > 0


class _Run:
    def __init__(self, now: datetime, at_once: bool, seconds: float | None) -> None:
        self.now = now
        self.number = number_news()
        self.key = uuid.uuid4()
        self.done = Done()
        self._at_once = at_once
        self._ends = time.monotonic() + (SENDING_FOR if seconds is None else seconds)
        self._editions: dict[int, Edition] = {}
        self._without_searches = index_is_behind()
        if not at_once:
            self._begin()

    @property
    def goes_on(self) -> bool:
        return not self.done.unavailable and time.monotonic() < self._ends

    @property
    def _due(self) -> Q:
        due = is_due(self.now) & Q(told__lt=self.number)
        return due & ~Q(kind=Watched.SEARCH) if self._without_searches else due

    def _begin(self) -> None:
        """Note the run: a due subscription with nothing new counts as told, so it waits for the next day or week."""
        told = Subscription.objects.filter(is_due(self.now), told__gte=self.number).exclude(pace=Pace.AT_ONCE)
        told.update(told_at=self.now)
        Dispatch.objects.update(ran_at=self.now)

    def claimed(self) -> list[Watcher]:
        """Watchers of one site that nobody else writes to meanwhile."""
        free = Q(held_until=None) | Q(held_until__lte=self.now)
        due = Subscription.objects.filter(self._due)
        if self._at_once:
            due = due.filter(at_once_is_due(self.now))
        waiting = Watcher.objects.filter(free, pk__in=due.values("watcher"), confirmed_at__isnull=False, paused_at=None)
        chosen = list(waiting.order_by("site", "pk").values_list("pk", flat=True)[:TOGETHER])
        # If two runs have chosen the same watchers, the second finds them held.
        held = {"claim": self.key, "held_until": self.now + CLAIMED_FOR}
        Watcher.objects.filter(free, pk__in=chosen).update(**held)
        return list(Watcher.objects.filter(claim=self.key, pk__in=chosen).order_by("site", "pk"))

    def tell(self, watchers: list[Watcher]) -> None:
        """Write to a batch of watchers; those who are left over are free for the next run."""
        due, others = self._subscriptions(watchers)
        left = {watcher.pk for watcher in watchers}
        told: list[Subscription] = []
        for watcher in watchers:
            if not self.goes_on:
                break
            try:
                outcome = self._tell_one(watcher, due[watcher.pk], others[watcher.pk])
            except SearchUnavailable:
                # The watchers are claimed again for their other subscriptions; searches wait for the next run.
                self._without_searches = True
                break
            if outcome is None:
                told += due[watcher.pk]
            elif outcome is not Outcome.UNAVAILABLE:
                self._note(watcher, due[watcher.pk], outcome)
                left.discard(watcher.pk)
        self._note_told(told)
        Watcher.objects.filter(claim=self.key, pk__in=left).update(claim=None, held_until=None)

    def _tell_one(self, watcher: Watcher, due: list[Subscription], others: list[Subscription]) -> Outcome | None:
        """Send one digest; ``None`` where there is nothing to tell."""
        try:
            edition = self._edition(watcher.site_id)
            news = edition.told_to(due, others, watcher.language)
            if not news:
                return None
            message = message_for(watcher, due, news, edition)
        except SearchUnavailable:
            raise
        except Exception:
            # If the site's code fails on the news of one watcher, the others still get theirs.
            logger.exception("The digest of watcher %s cannot be written", watcher)
            return Outcome.FAILED
        outcome = deliver(message, "digest")
        self.done.unavailable = outcome is Outcome.UNAVAILABLE
        return outcome

    def _subscriptions(self, watchers: list[Watcher]) -> tuple[dict[int, list[Subscription]], ...]:
        """The due subscriptions by watcher, and the other confirmed ones by watcher."""
        found: tuple[dict[int, list[Subscription]], ...] = tuple({one.pk: [] for one in watchers} for _each in range(2))
        rows = Subscription.objects.filter(watcher__in=found[0], confirmed_at__isnull=False).order_by("pk")
        due = set(rows.filter(self._due).values_list("pk", flat=True))
        for one in rows:
            found[one.pk not in due][one.watcher_id].append(one)
        return found

    def _note(self, watcher: Watcher, due: list[Subscription], outcome: Outcome) -> None:
        if outcome is Outcome.SENT:
            self._note_told(due)
            Watcher.objects.filter(pk=watcher.pk).update(mailed_at=self.now, failures=0, claim=None, held_until=None)
            self.done.sent += 1
        else:
            self._note_failure(watcher, outcome)
            self.done.failed += 1

    def _note_told(self, subscriptions: list[Subscription]) -> None:
        pks = [one.pk for one in subscriptions]
        if pks:
            Subscription.objects.filter(pk__in=pks).update(told=self.number, told_at=self.now)

    def _note_failure(self, watcher: Watcher, outcome: Outcome) -> None:
        failures = watcher.failures + 1
        paused = failures >= (MOST_REFUSED if outcome is Outcome.REFUSED else MOST_FAILED)
        if paused:
            logger.warning("Nobody writes to watcher %s any more: %s messages were not taken", watcher, failures)
        Watcher.objects.filter(pk=watcher.pk).update(
            failures=F("failures") + 1,
            held_until=self.now + pause_after(watcher.failures),
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
