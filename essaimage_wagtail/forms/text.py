"""What reading a number and reading a date have in common."""

import unicodedata

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale

MAX_TYPED = 60
"""Characters: a figure or a date is shorter, and what is longer is not worth reading."""


class NotUnderstoodError(ValueError):
    """The text means nothing of the kind that is asked for, or is incomplete."""


class AmbiguousError(NotUnderstoodError):
    """The text means two things; ``readings`` are both."""

    def __init__(self, *readings):
        super().__init__(readings)
        self.readings = readings


def babel_locale():
    """Babel's locale for the active language, English where Babel does not know it."""
    language = get_language() or "en"
    for name in (to_locale(language), language.split("-")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def without_accents(text):
    """``text`` in lower case and without accents: « École » is ``ecole``."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def plain(text):
    """``text`` with digits of any script as 0-9, any space as a space, any minus as “-”, without marks of direction.

    Characters are taken one by one: a compatibility normalisation would make 52 of “5²”.
    """
    if len(text) > MAX_TYPED:
        raise NotUnderstoodError(text)
    return "".join(map(_plain, text)).strip()


def _plain(character):
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Zs":
        return " "
    return {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\t": " ", "،": ",", "’": "'"}.get(character, character)
