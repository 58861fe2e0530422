"""Languages that people speak: more than those of a site."""

from typing import Any

from django import forms
from django.db import models
from wagtail.coreutils import get_content_languages

from ..formatting import language_name

SPOKEN = ("ar", "de", "en", "es", "fr", "it", "ku", "nl", "pl", "ps", "pt", "ro", "ru", "so", "ti", "tr", "uk", "zh")
"""What one hears in a town of France, Germany or Belgium, besides the languages of the site."""


def names_of(codes: Any) -> list[str]:
    """The names of languages in the active language, in the order of ``codes``. A value that is no list, as an import
    may leave it, counts as empty."""
    return [language_name(code) for code in codes if isinstance(code, str)] if isinstance(codes, list) else []


def spoken() -> list[tuple[str, str]]:
    """Codes with names in the active language, those of the site first."""
    own = list(get_content_languages())
    others = sorted({*SPOKEN} - {*own}, key=language_name)
    return [(code, language_name(code)) for code in [*own, *others]]


class LanguagesField(models.JSONField):
    """A list of language codes, ticked in forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            label=self.verbose_name,
            help_text=self.help_text,
            required=False,
            choices=spoken,
            widget=forms.CheckboxSelectMultiple,
        )
