"""Model fields whose form fields read what is typed in the editor's language (see :mod:`essaimage_wagtail.forms`).

In the database and in migrations they are Django's own.
"""

from django.db import models
from wagtail.admin.forms.models import register_form_field_override

from ..forms import fields as forms
from ..forms.points import DEGREES_PLACES
from ..forms.widgets import DateInput


class _TypedField:
    form_class: type

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__}", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class DateField(_TypedField, models.DateField):
    form_class = forms.DateField


class PositiveSmallIntegerField(_TypedField, models.PositiveSmallIntegerField):
    form_class = forms.WholeNumberField


class URLField(_TypedField, models.URLField):
    form_class = forms.AddressField


class DegreesField(_TypedField, models.DecimalField):
    """Latitude or longitude in decimal degrees."""

    form_class = forms.CoordinateField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_digits": 9, "decimal_places": DEGREES_PLACES, **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


register_form_field_override(DateField, override={"widget": DateInput})
