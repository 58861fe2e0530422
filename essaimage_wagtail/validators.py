"""Validators of what cannot be stored or shown as it is."""

from django.core.validators import MaxValueValidator, MinValueValidator

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]
YEAR = [MinValueValidator(1850), MaxValueValidator(2100)]
