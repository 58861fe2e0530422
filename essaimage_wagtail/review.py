"""How long ago a sheet was last checked: what was true once may not be so any more."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

YEARS_UNTIL_OLD = 1
YEARS_UNTIL_STALE = 3


class ReviewAge(models.TextChoices):
    NEVER = "never", _("Never checked")
    FRESH = "fresh", _("Checked within the last year")
    OLD = "old", _("Last checked over a year ago")
    STALE = "stale", _("Last checked over three years ago")


def years_ago(years: int, today: date | None = None) -> date:
    """The same day that many years earlier; 28 February for a 29th that does not exist."""
    today = today or timezone.localdate()
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def age_of(reviewed_on: date | None, today: date | None = None) -> ReviewAge:
    """A day in the future counts as today."""
    if reviewed_on is None:
        return ReviewAge.NEVER
    if reviewed_on < years_ago(YEARS_UNTIL_STALE, today):
        return ReviewAge.STALE
    return ReviewAge.OLD if reviewed_on < years_ago(YEARS_UNTIL_OLD, today) else ReviewAge.FRESH
