"""Files on their way in: what they say, what came of it, and how the columns of directories are understood."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DAYS_KEPT = 30
"""Then an import and its report are deleted, when somebody sends the next file."""


class State(models.TextChoices):
    MAPPING = "mapping", _("Columns to be matched")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, not imported")
    RUNNING = "running", _("Being imported")
    DONE = "done", pgettext_lazy("an import", "Imported")
    UNDONE = "undone", _("Nothing was imported")


class Outcome(models.TextChoices):
    CREATE = "create", pgettext_lazy("a line of a spreadsheet", "New")
    CHANGE = "change", pgettext_lazy("a line of a spreadsheet", "Changes")
    SAME = "same", _("As on the site")
    ERROR = "error", pgettext_lazy("a line of a spreadsheet", "Not imported")


def states():
    return State.choices


def outcomes():
    return Outcome.choices


class SpreadsheetImport(models.Model):
    """One file that somebody sent. Its lines are kept until they are imported: afterwards only the report is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=255)
    language = models.CharField(max_length=20, blank=True)
    """The language in which the person works: dates and amounts are read in it."""
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=states, default=State.CHECKING)
    options = models.JSONField(default=dict)
    headers = models.JSONField(default=list)
    """The headings of a file that is not in the form of our exports."""
    columns = models.JSONField(default=dict)
    """How they are understood: number of a column to what it says."""
    notes = models.JSONField(default=list)
    """What is to be known about the file as a whole."""
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=32, blank=True)
    busy_until = models.DateTimeField(null=True)
    """Until when the worker is believed to be alive: it says so with each batch."""

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import of a spreadsheet")
        verbose_name_plural = _("imports of spreadsheets")

    def __str__(self):
        return self.file_name

    @property
    def is_busy(self):
        return self.busy_until is not None and self.busy_until > timezone.now()

    @property
    def percent(self):
        return 100 * self.done // self.total if self.total else 0

    def counts(self):
        """``{outcome: number of lines}``, all of them. One query."""
        found = self.lines.filter(is_main=True).values_list("outcome").annotate(n=models.Count("pk")).order_by()
        return dict.fromkeys(Outcome.values, 0) | {outcome: number for outcome, number in found if outcome}

    @classmethod
    def forget_old(cls):
        cls.objects.filter(created_at__lt=timezone.now() - timedelta(days=DAYS_KEPT)).delete()


class ImportLine(models.Model):
    """A line of a file. Main lines are about a page or a replication; others belong to one by its key."""

    of = models.ForeignKey(SpreadsheetImport, on_delete=models.CASCADE, related_name="lines")
    table = models.CharField(max_length=150)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    is_main = models.BooleanField(default=False)
    cells = models.JSONField(default=dict)
    title = models.CharField(max_length=255, blank=True)
    outcome = models.CharField(max_length=10, choices=outcomes, blank=True)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    is_done = models.BooleanField(default=False)
    page = models.PositiveBigIntegerField(null=True)
    """The primary key of the page that was made or changed, which may be gone since."""

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["of", "is_main", "is_done"], name="essaimage_line_todo"),
            models.Index(fields=["of", "key"], name="essaimage_line_key"),
        ]
        verbose_name = _("line of a spreadsheet")
        verbose_name_plural = _("lines of spreadsheets")

    def __str__(self):
        return f"{self.table}:{self.number}"


class ColumnMapping(models.Model):
    """How the columns of a directory are understood: remembered by its headings, for the next time."""

    headings = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("columns of a directory")
        verbose_name_plural = _("columns of directories")

    def __str__(self):
        return self.headings[:12]
