"""Asks the links to other sites that are due, one after the other, and keeps what was found with its date.

A site that is away for a day breaks no link: only what says that a page is not there counts at once; anything else has
to be so at three checks on three days. No site is asked twice within a second, and one that does not answer is left
alone until the next time.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.models import Site

from ..models.upkeep import LinkPlace, LinkReason, LinkState, OutsideLink
from .asking import AGENT, Answer, ask

AGAIN = {
    LinkState.FINE: timedelta(days=30),
    LinkState.BROKEN: timedelta(days=7),
    LinkState.UNSURE: timedelta(days=1),
}
"""When an address is asked again, by what was found."""
REFUSED_AGAIN = timedelta(days=30)
UNTIL_BROKEN = 3
"""Checks in a row, a day apart, after which an address without an answer leads nowhere."""
CLAIMED = timedelta(hours=1)
PAUSE = 1.0
SILENT = (LinkReason.NO_SITE, LinkReason.NO_ANSWER, LinkReason.PRIVATE)
MANY = 3
"""Sites that were asked, and none answered: then it is this machine that has no way to the web."""
PUT_OFF = "put off"


def due(now: datetime | None = None):
    """The addresses that pages name and that wait for a check, the longest waiting first."""
    named = LinkPlace.objects.filter(link=OuterRef("pk"))
    return OutsideLink.objects.filter(Exists(named), due__lte=now or timezone.now()).order_by("due", "pk")


@dataclass(slots=True)
class Check:
    """One run of the check. Until a first site answers, failures are put by rather than kept: perhaps this machine has
    no way to the web, and then they say nothing of the sites."""

    pause: float
    asked_by: Callable[..., Answer]
    done: Counter[str] = field(default_factory=Counter)
    put_by: list[tuple[OutsideLink, Answer]] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    asked: dict[str, float] = field(default_factory=dict)
    answered: bool = False

    def ask(self, link: OutsideLink, host: str, agent: str) -> None:
        time.sleep(max(0.0, self.asked.get(host, 0.0) + self.pause - time.monotonic()))
        answer = self.asked_by(link.address, agent=agent)
        self.asked[host] = time.monotonic()
        self.answered |= answer.status is not None
        if answer.reason in SILENT:
            self.silent.add(host)
        if answer.state == LinkState.UNSURE and answer.status is None:
            self.put_by.append((link, answer))
        else:
            self._keep(link, answer)
        if self.answered:
            self._keep_what_was_put_by()

    def end(self) -> None:
        """End the run. If several sites were asked and none has answered, the failures are not kept."""
        if len(self.silent) < MANY:
            self._keep_what_was_put_by()
        self.done[PUT_OFF] = len(self.put_by)

    def _keep_what_was_put_by(self) -> None:
        for link, answer in self.put_by:
            self._keep(link, answer)
        self.put_by.clear()

    def _keep(self, link: OutsideLink, answer: Answer) -> None:
        keep(link, answer)
        self.done[link.state] += 1


def check_due(
    limit: int | None = None,
    seconds: float | None = None,
    pause: float = PAUSE,
    asked_by: Callable[..., Answer] = ask,
    progress: Callable[[OutsideLink], object] = lambda link: None,
) -> Counter[str]:
    """Ask the links that are due, at most ``limit`` of them and for ``seconds``. Each result is kept at once, so that
    the next run goes on where this one ends. Returns how many are in each state, and how many were :data:`PUT_OFF`."""
    end = time.monotonic() + seconds if seconds is not None else None
    own = {hostname.lower() for hostname in Site.objects.values_list("hostname", flat=True)}
    agent, check = _agent(), Check(pause, asked_by)
    for link in due()[:limit] if limit else due():
        if end is not None and time.monotonic() >= end:
            break
        host = urlsplit(link.address).hostname or ""
        if host in check.silent or not _claim(link):
            continue
        if host in own:
            # An address of this site itself is not asked: the site knows its own pages without a request.
            keep(link, Answer(LinkState.FINE))
        else:
            check.ask(link, host, agent)
            progress(link)
    check.end()
    return +check.done


def _agent() -> str:
    """The name under which the check asks, with the address of this site, so that other sites can complain to it."""
    site = Site.objects.filter(is_default_site=True).first()
    return f"{AGENT} (+{site.root_url})" if site else AGENT


def _claim(link: OutsideLink) -> bool:
    """Claim a link for this check; ``False`` if another check has it."""
    mine = OutsideLink.objects.filter(pk=link.pk, due=link.due)
    return bool(mine.update(due=timezone.now() + CLAIMED))


def keep(link: OutsideLink, answer: Answer) -> None:
    """Keep what was found at an address."""
    now = timezone.now()
    counts = answer.state == LinkState.UNSURE and answer.reason != LinkReason.REFUSED
    link.failures = link.failures + 1 if counts else 0
    link.state = LinkState.BROKEN if link.failures >= UNTIL_BROKEN else answer.state
    link.reason, link.status, link.checked_at = answer.reason, answer.status, now
    wait = REFUSED_AGAIN if answer.reason == LinkReason.REFUSED else AGAIN[LinkState(link.state)]
    link.due = now + max(wait, timedelta(seconds=answer.wait))
    link.save()
