"""Validators of coordinates, years and postcodes."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]
YEAR = [MinValueValidator(1850), MaxValueValidator(2100)]

_BETWEEN_POSTCODES = re.compile(r"[,;|،、\n]|(?<=[0-9]{4})\s+(?=[0-9]{4})")
_POSTCODE = re.compile(r"(?=.*[0-9])[A-Z0-9]+(?:[ -][A-Z0-9]+)*")


def split_postcodes(text: str) -> list[str]:
    """The postcodes that a text enumerates, each once, in capitals: ``59000, 59800`` or ``5211 AB | 5212 CD``; a space
    separates those that are nothing but digits."""
    codes = (" ".join(code.upper().split()) for code in _BETWEEN_POSTCODES.split(text))
    return list(dict.fromkeys(filter(None, codes)))


def check_postcodes(text: str) -> None:
    """Raise ``ValidationError`` for what is no list of postcodes."""
    for code in split_postcodes(text):
        if len(code) > 12 or not _POSTCODE.fullmatch(code):
            raise ValidationError(
                _("“%(code)s” is not a postcode. Separate several with commas, for example 59000, 59800.")
                % {"code": code[:40]}
            )
