"""Figures as people write them: “1 950,50”, “1.950,50”, “1,950.50”, “١٬٩٥٠٫٥”."""

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol, get_decimal_symbol, get_group_symbol

from .text import MAX_TYPED, AmbiguousError, NotUnderstoodError, plain

_NUMBER = re.compile(r"([+-]?) ?((?:\d+|(?=[.,٫]\d))(?:[ '.,٫٬]\d+)*)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(,\d{3})+|[1-9]\d?(,\d{2})+,\d{3}")
"""Thousands, or lakhs and crores."""

COUNTRIES_DIFFER = {"ar", "es"}
"""Languages whose countries write decimals with a comma (Spain, Morocco) or with a point (Mexico, Egypt)."""


def parse_number(text, locale, decimal_places):
    """The figure as a Decimal.

    A point or a comma before three figures alone (“1.950”) is read as in ``locale`` (a Babel locale), and as thousands
    where ``decimal_places`` allow no three decimals. Raises :class:`AmbiguousError`, with the two readings, where the
    language does not tell or where both contradict each other; :class:`NotUnderstoodError` for anything else.
    """
    match = _NUMBER.fullmatch(plain(text))
    if match is None:
        raise NotUnderstoodError(text)
    sign, body = match.groups()
    readings = list(filter(None, (_as_decimal(body), _as_grouped(body))))
    if not readings:
        raise NotUnderstoodError(text)
    numbers = [Decimal(sign + reading) for reading in readings]
    if len(numbers) == 1:
        return numbers[0]
    decimals, thousands = numbers
    separator = re.search("[.,]", body)[0]
    if decimal_places < 3 and separator != get_decimal_symbol(locale):
        return thousands
    if decimal_places >= 3 and (locale.territory or locale.language not in COUNTRIES_DIFFER):
        if separator == get_decimal_symbol(locale):
            return decimals
        if separator == get_group_symbol(locale):
            return thousands
    raise AmbiguousError(thousands, decimals)


def _as_decimal(body):
    """``body`` as Decimal reads it, if its last separator is that of decimals."""
    separators = re.findall(r"\D", body)
    if not separators:
        return None
    *groups, last = separators
    if last in " '٬" or last in groups:
        return None
    whole, _last, decimals = body.rpartition(last)
    if groups:
        whole = _as_grouped(whole)
    return whole if whole is None else f"{whole}.{decimals}"


def _as_grouped(body):
    """``body`` without separators, if these are all the same and stand where thousands end."""
    separators = set(re.findall(r"\D", body))
    if not separators:
        return body
    grouped = body.replace(separator := separators.pop(), ",")
    if separators or separator == "٫" or not _GROUPED.fullmatch(grouped):
        return None
    return grouped.replace(",", "")


def write_number(number, locale, *, thousands=True):
    """``number`` for a field in which it is edited: read again in any language, it is the same.

    It has the decimal mark of ``locale`` (a Babel locale) and no groups; three decimals become four, unless they could
    not be ``thousands`` there.
    """
    whole, _point, decimals = f"{Decimal(number):f}".partition(".")
    decimals = decimals.rstrip("0")
    if thousands and len(decimals) == 3:
        decimals += "0"
    return f"{whole}{get_decimal_symbol(locale)}{decimals}" if decimals else whole


def without_currency(text, currency, locale):
    """``text`` without its mark of a currency (three letters) or its name in ``locale``; any other mark stays."""
    currency = (currency or "").upper()
    if len(text) > MAX_TYPED or not re.fullmatch("[A-Z]{3}", currency):
        return text
    marks = {
        currency,
        *(get_currency_symbol(currency, language) for language in (locale, Locale("en"))),
        *(get_currency_name(currency, count, locale) for count in (1, 2)),
    }
    typed = plain(text)
    for mark in sorted(filter(None, map(plain, marks)), key=len, reverse=True):
        if typed.casefold().endswith(mark.casefold()):
            return typed[: -len(mark)]
        if typed.casefold().startswith(mark.casefold()):
            return typed[len(mark) :]
    return text
