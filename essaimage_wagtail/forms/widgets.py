"""Inputs that keep what is typed: browsers drop from ``type=number`` what their own language does not know."""

from decimal import Decimal

from django import forms
from wagtail.admin.widgets import AdminDateInput

from .numbers import write_number
from .text import babel_locale


class NumberInput(forms.TextInput):
    """A figure, with the decimal mark of the editor's language."""

    def __init__(self, attrs=None, *, inputmode="decimal"):
        super().__init__({"inputmode": inputmode, "autocomplete": "off", **(attrs or {})})

    thousands = True

    def format_value(self, value):
        if isinstance(value, Decimal):
            return write_number(value, babel_locale(), thousands=self.thousands)
        return super().format_value(value)


class DegreesInput(NumberInput):
    """Latitude or longitude: a pair pasted into either fills in both."""

    thousands = False

    def __init__(self, attrs=None):
        super().__init__({"data-essaimage-degrees": "", **(attrs or {})})

    class Media:
        js = ["essaimage_wagtail/js/point.js"]


class DateInput(AdminDateInput):
    """Wagtail's calendar, which by default puts today in the place of what it cannot read."""

    def get_config(self):
        return {**super().get_config(), "validateOnBlur": False}
