"""Numbers, money, distances and lists in the reader's format: that of the active language."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import reduce
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError
from babel.dates import get_datetime_format
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from django.utils.formats import date_format
from django.utils.timezone import template_localtime
from django.utils.translation import get_language, get_language_bidi, pgettext
from wagtail.coreutils import get_content_languages

from .forms.text import babel_locale


def finite_decimal(value):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(value):
    """``1150`` as “1,150” or “1 150”: grouped, with the decimals that it has. Years are not numbers."""
    amount = finite_decimal(value)
    if amount is None:
        return ""
    return format_decimal(amount, locale=babel_locale(), decimal_quantization=False)


def money(value, currency=""):
    """An amount in ``currency`` (three letters); whole amounts show no cents."""
    amount = finite_decimal(value)
    if amount is None:
        return ""
    if not currency:
        return number(amount)
    locale = babel_locale()
    pattern = locale.currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    return format_currency(amount, currency.upper(), format=pattern, locale=locale, currency_digits=False)


def kilometres(value):
    """A distance in kilometres as “3.4 km” or “25 km”."""
    amount = finite_decimal(value)
    if amount is None:
        return ""
    return format_unit(
        amount, "kilometer", "short", format="#,##0.#" if amount < 10 else "#,##0", locale=babel_locale()
    )


def percentage(value):
    """``12.5`` as “12.5%” or “12,5 %”: the sign stands where the reader's language puts it."""
    amount = finite_decimal(value)
    if amount is None:
        return ""
    return format_percent(amount / 100, locale=babel_locale(), decimal_quantization=False)


def file_size(size):
    """A size in bytes as “131 kB” or « 131 ko », at least 1 kB; from a million bytes on as “3.4 MB”."""
    amount = finite_decimal(size)
    if amount is None or amount < 0:
        return ""
    amount = max((amount / 1000).to_integral_value(ROUND_HALF_UP), Decimal(1))
    unit = "kilobyte" if amount < 1000 else "megabyte"
    shown = amount if amount < 1000 else amount / 1000
    return format_unit(shown, f"digital-{unit}", "short", format="#,##0.#", locale=babel_locale())


def two_counts(one, other):
    """“2 initiatives, 13 close ones”, with the comma of the reader's language."""
    return pgettext("two counts", "%(one)s, %(other)s") % {"one": one, "other": other}


def language_name(code):
    """The name of a language in the active language: Babel's name, else the site's, else the code."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(babel_locale())
    except (UnknownLocaleError, ValueError):
        name = None
    return name or get_content_languages().get(code, code)


def enumeration(names):
    """Names separated by the commas of the reader's language, without an “and”: the list may be incomplete."""
    return reduce(babel_locale().list_patterns["standard"]["middle"].format, names)


def isolate(text):
    """A text whose letters do not mix with those around it, for places without markup (an option, a message): Unicode's
    isolating characters surround it.

    A text that begins in the direction of the interface stays as it is: people find an option by typing how it begins.
    """
    around = "rtl" if get_language_bidi() else "ltr"
    return text if direction(text) == around else f"\u2068{text}\u2069"


def direction(text):
    """The direction of a text's first letter: “ltr” or “rtl”; “auto” for a text without letters. For what does not know
    ``dir="auto"``."""
    kinds = (DIRECTIONS.get(bidirectional(char)) for char in str(text))
    return next(filter(None, kinds), "auto")


DIRECTIONS = {"L": "ltr", "R": "rtl", "AL": "rtl"}

FIRST_OF_MONTH = {"fr": "1er", "it": "1º", "pt-br": "1º"}
"""The first day of a month, where it is an ordinal number: neither Django's formats nor CLDR's say so."""


def written_day(date):
    """A date (or a moment) in the reader's words: “1 June 2027”, « 1er juin 2027 »."""
    written = date_format(template_localtime(date), "DATE_FORMAT")
    language = (get_language() or "").lower()
    first = FIRST_OF_MONTH.get(language) or FIRST_OF_MONTH.get(language.partition("-")[0])
    if language.partition("-")[0] == "ar":
        # Arabic has no comma between month and year; Django's format does.
        written = re.sub(r"،(?= \d{4}$)", "", written)
    return re.sub(r"^0?1(?=\s)", first, written) if first else written


def written_moment(moment):
    """A day and a time of day in the reader's words: “June 1, 2027, 8:30 a.m.”, « 1er juin 2027, 08:30 »."""
    return day_and_hours(written_day(moment), date_format(template_localtime(moment), "TIME_FORMAT"))


def day_and_hours(day, hours):
    """The words for a day and for hours in one text, joined as the reader's language joins them."""
    # Django has no format of both for some languages, Arabic among them, and takes the American one.
    pattern = get_datetime_format("medium", locale=babel_locale()).replace("'", "")
    return pattern.replace("{1}", day).replace("{0}", hours)
