"""Form fields that read text in the editor's language, and say what is wrong with it beside the field."""

from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .dates import WrongWeekdayError, parse_date, write_date
from .numbers import parse_number, write_number
from .points import parse_degrees
from .text import AmbiguousError, NotUnderstoodError, babel_locale
from .widgets import DateInput, DegreesInput, NumberInput

NOT_A_NUMBER = _("“%(typed)s” is not understood as a number. Write the figure alone, for example %(example)s.")
TWO_NUMBERS = _("“%(typed)s” can mean %(one)s or %(other)s: write one of these.")
NOT_A_YEAR = _("“%(typed)s” is not understood as a whole number. Write one alone, for example %(example)s.")
NOT_A_DATE = _("“%(typed)s” is not understood as a date. Give day, month and year, for example %(example)s.")
TWO_DATES = _("“%(typed)s” can mean %(one)s or %(other)s: write the month as a word.")
WRONG_WEEKDAY = _("“%(typed)s” contradicts itself: %(date)s is another day of the week.")
NOT_DEGREES = _("“%(typed)s” is not understood. Write decimal degrees, for example %(example)s.")
NOT_AN_ADDRESS = _("“%(typed)s” is an e-mail address. Give the address of a page, for example https://example.org.")

AN_AMOUNT = Decimal("1950.5")
A_YEAR = 2014
SOME_DEGREES = Decimal("50.6372")
A_DAY = date(2027, 3, 15)


class NumberField(forms.DecimalField):
    """A figure, as :func:`.numbers.parse_number` reads it."""

    widget = NumberInput

    def to_python(self, value):
        if not isinstance(value, str) or value.strip() in self.empty_values:
            return super().to_python(value)
        places = 28 if self.decimal_places is None else self.decimal_places
        number = _read_number(value, places, NOT_A_NUMBER, AN_AMOUNT)
        # “1950,50” has one decimal too many for a field of one, and says nothing else than “1950,5”.
        digits = f"{number:f}"
        return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)


class WholeNumberField(forms.IntegerField):
    """A year or a count."""

    widget = NumberInput(inputmode="numeric")

    def to_python(self, value):
        if not isinstance(value, str) or value.strip() in self.empty_values:
            return super().to_python(value)
        number = _read_number(value, 0, NOT_A_YEAR, A_YEAR)
        if number != number.to_integral_value():
            raise ValidationError(NOT_A_YEAR, code="invalid", params={"typed": value.strip(), "example": A_YEAR})
        return int(number)


def _read_number(typed, places, message, example):
    locale = babel_locale()
    try:
        return parse_number(typed, locale, places)
    except AmbiguousError as error:
        one, other = (write_number(number, locale) for number in error.readings)
        params = {"typed": typed.strip(), "one": one, "other": other}
        raise ValidationError(TWO_NUMBERS, code="ambiguous", params=params) from error
    except NotUnderstoodError as error:
        params = {"typed": typed.strip(), "example": write_number(example, locale)}
        raise ValidationError(message, code="invalid", params=params) from error


class DateField(forms.DateField):
    """A day, as the widget writes it, or else as :func:`.dates.parse_date` reads it."""

    widget = DateInput

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        typed = str(value).strip()
        if not typed:
            return None
        try:
            return datetime.strptime(typed, getattr(self.widget, "format", None) or "%Y-%m-%d").date()
        except ValueError:
            return _read_date(typed)


def _read_date(typed):
    locale = babel_locale()
    try:
        return parse_date(typed, locale, timezone.localdate())
    except AmbiguousError as error:
        one, other = (write_date(day, locale) for day in error.readings)
        params = {"typed": typed, "one": one, "other": other}
        raise ValidationError(TWO_DATES, code="ambiguous", params=params) from error
    except WrongWeekdayError as error:
        params = {"typed": typed, "date": write_date(error.day, locale)}
        raise ValidationError(WRONG_WEEKDAY, code="invalid", params=params) from error
    except NotUnderstoodError as error:
        params = {"typed": typed, "example": write_date(A_DAY, locale)}
        raise ValidationError(NOT_A_DATE, code="invalid", params=params) from error


class CoordinateField(NumberField):
    """Decimal degrees as people paste them: a comma or a point, any number of decimals (six are kept)."""

    widget = DegreesInput

    def to_python(self, value):
        if not isinstance(value, str) or value.strip() in self.empty_values:
            return super().to_python(value)
        try:
            return parse_degrees(value)
        except NotUnderstoodError as error:
            params = {"typed": value.strip(), "example": write_number(SOME_DEGREES, babel_locale())}
            raise ValidationError(NOT_DEGREES, code="invalid", params=params) from error


class AddressField(forms.URLField):
    """The address of a page on the web; https where nothing else is said."""

    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https", **kwargs})

    def to_python(self, value):
        typed = (value or "").strip() if isinstance(value, str) else value
        if isinstance(typed, str) and "@" in typed and not any(mark in typed for mark in "/:"):
            raise ValidationError(NOT_AN_ADDRESS, code="invalid", params={"typed": typed})
        return super().to_python(value)
