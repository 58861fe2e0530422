"""Checks and imports the lines of a file, some at a time: killed at any moment, it goes on where it was.

Each batch is one transaction, in which its lines are marked as done; so a line is imported once. A worker says with
each batch that it is alive: another takes over when it has been silent for :data:`SILENCE`.
"""

import logging
import time
import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from ..replications.permissions import replication_policy
from ..saving import together
from .examining import Examiner, Finding
from .models import ImportLine, Outcome, SpreadsheetImport, State
from .tables import Problem

logger = logging.getLogger("essaimage_wagtail.spreadsheets")

TOGETHER = 25
SILENCE = timedelta(seconds=90)
BOTH = (Outcome.CREATE, Outcome.CHANGE)


class _Undone(Exception):
    """One line failed where all or nothing was wanted."""


def advance(pk: int, seconds: float | None = None) -> bool:
    """Go on with an import until it is over, or for some seconds; returns whether it is over. Does nothing while
    another process is at it."""
    worker = uuid.uuid4().hex
    free = Q(busy_until=None) | Q(busy_until__lt=timezone.now())
    if not SpreadsheetImport.objects.filter(free, pk=pk).update(worker=worker, busy_until=timezone.now() + SILENCE):
        return False
    kept = SpreadsheetImport.objects.select_related("user").get(pk=pk)
    try:
        with override(kept.language or None):
            return _Run(kept, worker, seconds).go_on()
    finally:
        SpreadsheetImport.objects.filter(pk=pk, worker=worker).update(busy_until=None)


def begin(kept: SpreadsheetImport) -> None:
    """From the report to the import: lines with errors are left out, and those that change nothing."""
    wanted = kept.lines.filter(is_main=True, outcome__in=BOTH)
    wanted.update(is_done=False)
    kept.state, kept.total, kept.done = State.RUNNING, wanted.count(), 0
    kept.save(update_fields=["state", "total", "done"])


def check_again(kept: SpreadsheetImport) -> None:
    """After the options have changed."""
    lines = kept.lines.filter(is_main=True)
    lines.update(is_done=False, outcome="", problems=[], changes=[])
    kept.state, kept.total, kept.done = State.CHECKING, lines.count(), 0
    kept.save()


class _Run:
    def __init__(self, kept: SpreadsheetImport, worker: str, seconds: float | None) -> None:
        self.kept = kept
        self.worker = worker
        self.until = None if seconds is None else time.monotonic() + seconds
        self.examiner = Examiner(kept) if kept.state in (State.CHECKING, State.RUNNING) else None

    def go_on(self) -> bool:
        if self.kept.state == State.CHECKING:
            return self._to_the_end(self._check_batch, State.CHECKED)
        if self.kept.state != State.RUNNING:
            return True
        if not self.kept.options.get("all_or_nothing"):
            return self._to_the_end(self._import_batch, State.DONE)
        self.until = None
        try:
            with transaction.atomic():
                return self._to_the_end(self._import_batch, State.DONE)
        except _Undone:
            self._finish(State.UNDONE)
            return True

    def _to_the_end(self, step: Any, state: str) -> bool:
        while lines := self._next():
            with transaction.atomic():
                if not self._is_mine():
                    return False
                step(lines)
                ImportLine.objects.bulk_update(lines, ["is_done", "outcome", "changes", "problems", "title", "page"])
                self.kept.done += len(lines)
                SpreadsheetImport.objects.filter(pk=self.kept.pk).update(done=self.kept.done)
            if self.until is not None and time.monotonic() > self.until:
                break
        if self._next():
            return False
        self._finish(state)
        return True

    def _next(self) -> list[ImportLine]:
        todo = self.kept.lines.filter(is_main=True, is_done=False)
        if self.kept.state == State.RUNNING:
            todo = todo.filter(outcome__in=BOTH)
        return list(todo.order_by("pk")[:TOGETHER])

    def _is_mine(self) -> bool:
        """Says that this worker is alive, and holds others off until the batch is written."""
        mine = SpreadsheetImport.objects.filter(pk=self.kept.pk, worker=self.worker)
        return bool(mine.update(busy_until=timezone.now() + SILENCE))

    def _finish(self, state: str) -> None:
        self.kept.state = state
        SpreadsheetImport.objects.filter(pk=self.kept.pk).update(state=state, notes=self.kept.notes)
        if state == State.DONE:
            # What the file says may name people: the report stays, the file does not.
            self.kept.lines.filter(is_main=False).delete()
            self.kept.lines.update(cells={})

    def _check_batch(self, lines: list[ImportLine]) -> None:
        bundles = self.examiner.bundles(lines)
        for line in lines:
            try:
                # What a check makes (a theme that is new) is made again by the import.
                with transaction.atomic():
                    _note(line, self.examiner.examine(line, bundles[line.pk]))
                    transaction.set_rollback(bool(self.examiner.at.creates))
            except Exception:
                logger.exception("Line %s of %s cannot be checked", line.number, self.kept.pk)
                _fail(line, _("This line cannot be understood. Compare it with a new export."))
            line.is_done = True

    def _import_batch(self, lines: list[ImportLine]) -> None:
        bundles = self.examiner.bundles(lines)
        with together():
            for line in lines:
                self._import_line(line, bundles[line.pk])
                line.is_done = True
                if line.outcome == Outcome.ERROR and self.kept.options.get("all_or_nothing"):
                    problems = line.problems
                    break
            else:
                return
        self._undo(line, problems)

    def _undo(self, line: ImportLine, problems: list[Any]) -> None:
        self.kept.notes.append(
            _("Line %(number)d could not be imported, so nothing was: %(reason)s")
            % {"number": line.number, "reason": " ".join(one["message"] for one in problems)}
        )
        raise _Undone

    def _import_line(self, line: ImportLine, bundle: Any) -> None:
        try:
            with transaction.atomic():
                finding = self.examiner.examine(line, bundle)
                _note(line, finding)
                if finding.outcome in BOTH:
                    self._save(finding, line)
        except ValidationError as error:
            self.examiner.at.forget()
            _fail(line, " ".join(error.messages))
        except Exception:
            logger.exception("Line %s of %s cannot be imported", line.number, self.kept.pk)
            self.examiner.at.forget()
            _fail(line, _("This could not be saved. Nothing of this line was imported."))

    def _save(self, finding: Finding, line: ImportLine) -> None:
        owner, user = finding.owner, self.kept.user
        is_page = isinstance(owner, Page)
        waits = finding.outcome == Outcome.CHANGE and owner.has_unpublished_changes and owner.live
        if finding.outcome == Outcome.CREATE:
            if is_page:
                parent = Page.objects.get(pk=finding.parent.pk)
                parent.add_child(instance=owner)
            else:
                owner.has_unpublished_changes = True
                owner.save()
        line.page = owner.pk if is_page else None
        revision = owner.save_revision(user=user, log_action=True, **({"clean": False} if is_page else {}))
        if not self.kept.options.get("publish"):
            return
        reason = _("It has changes that wait: publish it by hand.") if waits else self._why_not(owner)
        if reason:
            line.problems.append(Problem(_("Saved as a draft. %(reason)s") % {"reason": reason}).as_json())
        else:
            revision.publish(user=user)

    def _why_not(self, owner: Any) -> str:
        user = self.kept.user
        if isinstance(owner, Page):
            if user and not owner.permissions_for_user(user).can_publish():
                return _("You may not publish here.")
            try:
                owner.full_clean()
            except ValidationError as error:
                return " ".join(error.messages)
        elif user and not replication_policy.user_has_permission_for_instance(user, "publish", owner):
            return _("You may not publish here.")
        return ""


def _note(line: ImportLine, finding: Finding) -> None:
    line.outcome = finding.outcome
    line.title = finding.title
    line.changes = finding.changes
    line.problems = [problem.as_json() for problem in finding.problems]


def _fail(line: ImportLine, message: str) -> None:
    line.outcome = Outcome.ERROR
    line.problems = [Problem(message, line=line.number).as_json()]
