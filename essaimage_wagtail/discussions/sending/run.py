"""Sends what is due, each message once to each follower, however many processes send at once.

A run claims some of the rows for a while in which no other run takes them, and notes each as soon as the mail server
has taken it. One that is killed leaves rows that are due again a while later.
"""

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils import timezone

from ...wiki.visitors.mail import Done, Outcome, deliver
from ...wiki.watching.sending import (
    CLAIMED_FOR,
    LONGEST_PAUSE,
    MOST_FAILED,
    MOST_REFUSED,
    SENDING_FOR,
    TOGETHER,
    pause_after,
)
from ..models import Author, Sending
from .batch import Batch
from .letter import letter

logger = logging.getLogger(__name__)

BOUNCES_COUNT_FOR = timedelta(days=30)
"""How long a message that came back counts, although the mail server takes others meanwhile."""


def send_due(now: datetime | None = None, *, seconds: float = SENDING_FOR) -> Done:
    """Send all that waits. ``seconds``: how long at most."""
    run = _Run(now or timezone.now(), seconds)
    while run.goes_on and (rows := run.claimed()):
        run.send(rows)
    return run.done


class _Run:
    def __init__(self, now: datetime, seconds: float) -> None:
        self.now = now
        self.done = Done()
        self._key = uuid.uuid4()
        self._ends = time.monotonic() + seconds

    @property
    def goes_on(self) -> bool:
        return not self.done.unavailable and time.monotonic() < self._ends

    @property
    def _free(self) -> Q:
        """Condition on rows that no run holds. A row held for longer than the longest pause counts as free: a clock
        that was in the future has set it."""
        held = Q(held_until__gt=self.now, held_until__lte=self.now + LONGEST_PAUSE)
        return Q(sent_at=None) & (Q(held_until=None) | ~held)

    def claimed(self) -> list[Sending]:
        """The oldest rows that nobody else sends meanwhile."""
        waiting = Sending.objects.filter(self._free, author__confirmed_at__isnull=False, author__paused_at=None)
        chosen = list(waiting.order_by("pk").values_list("pk", flat=True)[:TOGETHER])
        # If two runs have chosen the same rows, the second finds them held.
        held = {"claim": self._key, "held_until": self.now + CLAIMED_FOR}
        Sending.objects.filter(self._free, pk__in=chosen).update(**held)
        rows = Sending.objects.filter(claim=self._key, pk__in=chosen, sent_at=None).order_by("pk")
        return list(rows.select_related("author", "message__author", "message__thread__site"))

    def send(self, rows: list[Sending]) -> None:
        """Send a batch; rows that are left over are free for the next run."""
        batch = Batch(rows)
        wanted = [row for row in rows if batch.is_wanted(row)]
        left = {row.pk for row in wanted}
        Sending.objects.filter(pk__in={row.pk for row in rows} - left).delete()
        reached, refused = set(), set()
        for row in wanted:
            if not self.goes_on:
                break
            if row.author_id in refused:
                continue
            outcome = self._send_one(row, batch)
            if outcome is Outcome.UNAVAILABLE:
                self.done.unavailable = True
                continue
            left.discard(row.pk)
            if outcome is Outcome.SENT:
                Sending.objects.filter(pk=row.pk).update(sent_at=self.now, claim=None, held_until=None)
                self.done.sent += 1
                reached.add(row.author_id)
            else:
                self.done.failed += 1
                if outcome is Outcome.REFUSED:
                    refused.add(row.author_id)
                    self._note_refusal(row.author)
                self._note_failure(row)
        self._let_go(left, refused)
        self._note_reached(reached)

    def _send_one(self, row: Sending, batch: Batch) -> Outcome:
        try:
            message: EmailMessage = letter(row, batch)
        except Exception as error:
            # Something of one message that cannot be written holds up no other. Its words belong into no log.
            logger.error("The e-mail %s cannot be written: %s", row, type(error).__name__)
            return Outcome.FAILED
        return deliver(message, "message of a discussion")

    def _note_failure(self, row: Sending) -> None:
        """It is tried again, after a pause that is twice as long each time; not for ever."""
        if row.attempts + 1 >= MOST_FAILED:
            logger.warning("The e-mail %s was given up after %s attempts", row, MOST_FAILED)
            Sending.objects.filter(pk=row.pk).delete()
            return
        until = self.now + pause_after(row.attempts)
        Sending.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, claim=None, held_until=until)

    def _note_refusal(self, author: Author) -> None:
        """The address does not exist: everything else for it waits too."""
        until = self.now + pause_after(author.failures)
        Sending.objects.filter(author=author, sent_at=None).update(claim=None, held_until=until)
        note_unreached(author, self.now)

    def _let_go(self, left: set[int], refused: set[int]) -> None:
        rows = Sending.objects.filter(claim=self._key, pk__in=left)
        rows.exclude(author__in=refused).update(claim=None, held_until=None)

    def _note_reached(self, authors: set[int]) -> None:
        """Their mail server takes messages. One that came back later, as many do, is not forgotten by that."""
        since = self.now - BOUNCES_COUNT_FOR
        came_back = Sending.objects.filter(bounced_at__gte=since).values("author")
        Author.objects.filter(pk__in=authors, failures__gt=0).exclude(pk__in=came_back).update(failures=0)


def note_unreached(author: Author, now: datetime) -> None:
    """One more message that an address did not take; after some in a row, nobody writes to it any more."""
    is_last = author.failures + 1 >= MOST_REFUSED
    if is_last:
        logger.warning("Nobody writes to author %s any more: %s messages did not reach them", author, MOST_REFUSED)
    paused = {"paused_at": now} if is_last else {}
    Author.objects.filter(pk=author.pk).update(failures=F("failures") + 1, **paused)
