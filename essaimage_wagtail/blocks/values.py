"""Blocks of figures, years, days and addresses: they read what is typed in the editor's language, or refuse it."""

from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext
from wagtail import blocks

from ..forms.fields import AddressField, DateField, NumberField, WholeNumberField
from ..forms.text import babel_locale
from ..forms.widgets import DateInput


def _example():
    figure = format_decimal(Decimal("12950.5"), "#,##0.00", locale=babel_locale())
    return gettext("For example %(example)s.") % {"example": figure}


WRITTEN_LIKE = lazy(_example, str)()
"""Help text with an example of the decimal mark and the thousands separator in the editor's language."""


class _ReadBlock:
    """A block of Wagtail's whose form field is one of ours, with the same options.

    ``field_class`` is that form field; ``options`` are the attributes of Wagtail's field that it takes over.
    """

    field_class: type
    options: tuple[str, ...] = ()

    def __init__(self, validators=(), **kwargs):
        super().__init__(validators=validators, **kwargs)
        options = {name: getattr(self.field, name) for name in ("required", "help_text", *self.options)}
        self.field = self.field_class(validators=validators, **options)


class DecimalBlock(_ReadBlock, blocks.DecimalBlock):
    field_class = NumberField
    options = ("min_value", "max_value", "max_digits", "decimal_places")


class IntegerBlock(_ReadBlock, blocks.IntegerBlock):
    field_class = WholeNumberField
    options = ("min_value", "max_value")


class URLBlock(_ReadBlock, blocks.URLBlock):
    field_class = AddressField
    options = ("min_length", "max_length")


class DateBlock(blocks.DateBlock):
    @cached_property
    def field(self):
        return DateField(**{"widget": DateInput(format=self.format), **self.field_options})
