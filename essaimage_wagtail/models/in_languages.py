"""Words of a row that all languages share: its own words, and their translations into other languages."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages

from ..versions import nearness

Translations = dict[str, dict[str, str]]
"""``{"es": {"name": "Ciudad de Lille", "legal_form": "ayuntamiento"}}``, without columns that have no words."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and the code of their language; the code is empty where nobody has said it."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text


def content_languages() -> list[tuple[str, str]]:
    """The site's languages as field choices: a callable, so that a changed setting makes no migration."""
    return list(get_content_languages().items())


def check_translations(value: Any) -> None:
    """Raises ``ValidationError`` for what is not :data:`Translations`."""
    if not isinstance(value, dict) or not all(isinstance(words, dict) for words in value.values()):
        raise ValidationError(_("Write for each language which words are said how."))


def own_language() -> "models.CharField[str, str]":
    """A column for the language of what a row says in its own columns."""
    return models.CharField(
        _("written in"),
        max_length=20,
        blank=True,
        choices=content_languages,
        help_text=_("The language in which this is written. Leave it empty if it is none of these."),
    )


class SaidInLanguages(models.Model):
    """A row with words in its own columns, and the same words in other languages in one more.

    The translations are read with the row, so that a page in any language takes no further query.
    """

    SAID: ClassVar[tuple[str, ...]] = ()
    """The names of the columns whose words are translated."""

    language = own_language()
    translations = models.JSONField(
        _("in other languages"), default=dict, blank=True, validators=[check_translations], editable=False
    )

    class Meta:
        abstract = True

    def said(self, column: str, reader: str) -> Said:
        """The words of a column for a reader: in their language (``pt-br``, else ``pt``), else its own, else those of
        the next of the site's languages that has any."""
        own = Said(getattr(self, column), self.language)
        if self.language == reader and own.text:
            return own
        known = self.said_elsewhere(column)
        for code in (reader, reader.partition("-")[0]):
            if code in known:
                return Said(known[code], code)
        if own.text or not known:
            return own
        code = min(known, key=nearness)
        return Said(known[code], code)

    def said_elsewhere(self, column: str) -> dict[str, str]:
        """``{language: words}`` of the translations of a column. What an import wrote in another form is left out."""
        if not isinstance(self.translations, dict):
            return {}
        said = {code: words.get(column) for code, words in self.translations.items() if isinstance(words, dict)}
        return {code: text for code, text in said.items() if text and isinstance(text, str)}

    def all_said(self, column: str) -> list[str]:
        """The words of a column in the row's own and every other language, each once: searches find the row by them."""
        texts = [getattr(self, column), *(text for _code, text in sorted(self.said_elsewhere(column).items()))]
        return list(dict.fromkeys(filter(None, texts)))

    def say(self, language: str, **words: str) -> None:
        """Set the words of some columns in a language, without saving; empty ones are taken away."""
        translations = self.translations if isinstance(self.translations, dict) else {}
        held = translations.get(language)
        said = {**(held if isinstance(held, dict) else {}), **words}
        kept = {column: text for column, text in said.items() if text}
        others = {code: value for code, value in translations.items() if code != language}
        self.translations = {**others, language: kept} if kept else others


def rename_language(former: str, code: str) -> None:
    """A language of the site has another code: what is said in it goes along, unless something is said in that code."""
    for model in SaidInLanguages.__subclasses__():
        rows = model._base_manager
        rows.filter(language=former).update(language=code)
        for row in rows.filter(translations__has_key=former).exclude(translations__has_key=code):
            row.translations[code] = row.translations.pop(former)
            row.save(update_fields=["translations"])
