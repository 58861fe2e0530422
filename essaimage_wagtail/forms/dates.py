"""Days as people write them: “15/03/2027”, “15 mars 2027”, “March 15th, 2027”, “١٥ مارس ٢٠٢٧”, “2027-03-15”."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.localedata import locale_identifiers

from .text import AmbiguousError, NotUnderstoodError, plain, without_accents

PARTICLES = {
    "ar": {"يوم"},
    "de": {"den", "der"},
    "en": {"nd", "of", "rd", "st", "th", "the"},
    "es": {"de", "del", "el"},
    "fr": {"er", "le"},
}
"""Words around a day's number, by language, without accents."""

COUNTRIES_DIFFER = {"en"}
"""Languages in which 3/4 is 3 April for some countries and 4 March for others."""

_WORD = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"[\s./,-]*")


class WrongWeekdayError(NotUnderstoodError):
    """The day of the week that is written is not that of the date; ``day`` is the date."""

    def __init__(self, day):
        super().__init__(day)
        self.day = day


def parse_date(text, locale, today):
    """The day as a date. A year of two figures is the one within 50 years of ``today``.

    Raises :class:`AmbiguousError`, with both days, for figures that are day and month in either order where the
    language of ``locale`` (a Babel locale) has no order of its own; :class:`WrongWeekdayError`;
    :class:`NotUnderstoodError` for anything that is not one whole day.
    """
    text = _folded(plain(text))
    words = _WORD.findall(text)
    if not all(map(_BETWEEN.fullmatch, _WORD.split(text))):
        raise NotUnderstoodError(text)
    numbers = [word for word in words if word.isdecimal()]
    months, weekdays = _take_names([word for word in words if not word.isdecimal()], locale)
    if len(numbers) + len(months) != 3 or len(months) > 1:
        raise NotUnderstoodError(text)
    day = _with_name(numbers, months[0], today) if months else _with_figures(numbers, locale, today)
    if day.weekday() not in (weekdays or {day.weekday()}):
        raise WrongWeekdayError(day)
    return day


def _take_names(words, locale):
    """The months among words, from 1, and the days of the week that a word may mean, Monday being 0.

    The last name that may be a month is one: Spanish “mar” is Tuesday in “mar, 16 mar 2027”, and March.
    """
    month_names, weekday_names = _names(locale.language)
    months, weekdays = [], set()
    while words:
        pair = " ".join(words[-2:])
        if len(words) > 1 and pair in month_names:
            months.append(month_names[pair])
            words = words[:-2]
            continue
        *words, word = words
        if word in month_names and not months:
            months.append(month_names[word])
        elif word in weekday_names and not weekdays:
            weekdays = weekday_names[word]
        elif word not in PARTICLES.get(locale.language, ()):
            raise NotUnderstoodError(word)
    return months, weekdays


@lru_cache
def _names(language):
    """The numbers of months by their names, and the days of the week that each name may mean, as all countries of a
    language write them."""
    months: dict[str, set[int]] = {}
    weekdays: dict[str, set[int]] = {}
    for identifier in locale_identifiers():
        if identifier.split("_")[0] != language:
            continue
        locale = Locale.parse(identifier)
        for names, known in ((locale.months, months), (locale.days, weekdays)):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in names[context][width].items():
                        known.setdefault(" ".join(_WORD.findall(_folded(name))), set()).add(number)
    return {name: min(numbers) for name, numbers in months.items() if len(numbers) == 1}, weekdays


def _folded(text):
    return without_accents(text.replace("º", " "))


def _with_name(numbers, month, today):
    """A month in letters: the year is the number of four figures, or the last one."""
    first, last = numbers
    day, year = (last, first) if len(first) == 4 else (first, last)
    return _make(year, month, day, today)


def _with_figures(numbers, locale, today):
    first, second, third = numbers
    if len(first) == 4:
        return _make(first, second, third, today)
    order = _order(locale)
    if order:
        day, month = (first, second) if order == "dM" else (second, first)
        return _make(third, month, day, today)
    days = []
    for day, month in ((first, second), (second, first)):
        try:
            days.append(_make(third, month, day, today))
        except NotUnderstoodError:
            continue
    if len(set(days)) == 1:
        return days[0]
    raise AmbiguousError(*days) if days else NotUnderstoodError(" ".join(numbers))


def _order(locale):
    """“dM” or “Md”; nothing where a language has no such order, or writes the year first."""
    if locale.language in COUNTRIES_DIFFER and locale.territory is None:
        return ""
    letters = re.sub("[^dMy]", "", locale.date_formats["short"].pattern)
    order = "".join(dict.fromkeys(letters))
    return order[:2] if order.endswith("y") else ""


def _make(year, month, day, today):
    if len(str(day)) > 2 or len(str(month)) > 2 or len(year) not in (2, 4):
        raise NotUnderstoodError(f"{year}-{month}-{day}")
    number = int(year)
    if len(year) == 2:
        number += (today.year - 50 - number + 99) // 100 * 100
    try:
        return date(number, int(month), int(day))
    except ValueError as error:
        raise NotUnderstoodError(f"{year}-{month}-{day}") from error


def write_date(day, locale):
    """``day`` in words, for a message: “15 mars 2027”."""
    return format_date(day, "long", locale=locale)
