"""Asking to watch something, and confirming it. A visitor gets the same answer for any address: its owner alone is
told what it watches already, by e-mail."""

from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Site

from ..models import Subscription, Watcher
from ..visitors.limits import sent_about
from .numbering import last_number
from .options import options
from .questions import send_question
from .subjects import Subject

FORM = "watch"
"""The kind of form that is counted."""


def ask(site: Site, email: str, subject: Subject, pace: str) -> None:
    """Write down that somebody wants to watch something, and ask the owner of the address after the transaction. An
    address that was asked often today is not asked again: nothing is written down."""
    if sent_about(email, FORM) > options().per_email:
        return
    watcher = _watcher(site, email, subject.around.locale.language_code)
    one = _subscription(watcher, subject, pace)
    if one is not None:
        transaction.on_commit(partial(send_question.enqueue, watcher.pk, one.pk), robust=True)


def add(watcher: Watcher, subject: Subject, pace: str) -> None:
    """Subscribe a watcher without asking again: only the owner of the address knows the secret address of a watcher."""
    one = _subscription(watcher, subject, pace)
    if one is not None:
        _confirm(watcher.subscriptions.filter(pk=one.pk, confirmed_at=None))


def _subscription(watcher: Watcher, subject: Subject, pace: str) -> Subscription | None:
    """The subscription of a watcher to a subject, a new one if need be; a confirmed subscription keeps its pace.
    ``None`` if the watcher has as many subscriptions as the settings allow."""
    one = watcher.subscriptions.filter(kind=subject.kind, subject=subject.text).first()
    if one is None and watcher.subscriptions.count() < options().most_watched:
        about = {"kind": subject.kind, "subject": subject.text, "title": subject.title}
        one = watcher.subscriptions.create(**about, pace=pace)
    elif one is not None and one.confirmed_at is None:
        watcher.subscriptions.filter(pk=one.pk).update(pace=pace)
    return one


def _watcher(site: Site, email: str, code: str) -> Watcher:
    """The row of an address, whatever its case."""
    rows = Watcher.objects.filter(site=site, email__iexact=email)
    found = rows.first()
    if found is None:
        try:
            with transaction.atomic():
                return Watcher.objects.create(site=site, email=email, language=code, consented_at=timezone.now())
        except IntegrityError:
            found = rows.get()
    if found.confirmed_at is None:
        rows.update(language=code, consented_at=timezone.now())
        found.language = code
    return found


@transaction.atomic
def confirm(watcher: Watcher) -> None:
    """Confirm all subscriptions that wait: the watcher is told what is published from now on. An address to which the
    site had stopped writing gets messages again: somebody reads it."""
    _confirm(watcher.subscriptions.filter(confirmed_at=None))
    Watcher.objects.filter(pk=watcher.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    Watcher.objects.filter(pk=watcher.pk).update(paused_at=None, failures=0, held_until=None)


def _confirm(waiting: QuerySet[Subscription]) -> None:
    now = timezone.now()
    waiting.update(confirmed_at=now, told=last_number(), told_at=now)


def stop(secret: Any) -> None:
    """Forget an address, and all that it watches."""
    Watcher.objects.filter(secret=secret).delete()
