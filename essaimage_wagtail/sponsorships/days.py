"""Checks days that people type: if a day is far away, they have probably mistyped the year."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

YEAR = timedelta(days=366)
MOST_AHEAD, MOST_BACK = 2 * YEAR, 10 * YEAR


def check_near(day: date) -> None:
    """Raises ``ValidationError`` for a day that is more than two years ahead, or than ten years ago."""
    today = timezone.localdate()
    if day - today > MOST_AHEAD:
        raise ValidationError(_("This day is more than two years ahead. Look at the year, or choose a nearer one."))
    if today - day > MOST_BACK:
        raise ValidationError(_("This day is more than ten years ago. Look at the year."))
