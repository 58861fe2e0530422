"""Form fields for the words of a shared row in each language (see ``models/in_languages.py``)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.coreutils import get_content_languages

from ..models.in_languages import SaidInLanguages
from .exports import SnippetViewSet


def field_name(column: str, language: str) -> str:
    return f"{column}_in_{language.replace('-', '_')}"


def fields_in(
    model: type[SaidInLanguages], languages: Mapping[str, str], columns: Iterable[str] = ()
) -> dict[str, forms.Field]:
    """A text field for each of the model's words, or for those of some columns, in each of some languages (labels by
    codes)."""
    return {
        field_name(column, code): forms.CharField(
            label=format_lazy("{} – {}", capfirst(model._meta.get_field(column).verbose_name), label),
            required=False,
            max_length=model._meta.get_field(column).max_length,
            widget=forms.TextInput(attrs={"lang": code, "dir": _direction(code)}),
        )
        for code, label in languages.items()
        for column in columns or model.SAID
    }


def _direction(code: str) -> str:
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "auto"


def words_of(row: SaidInLanguages, languages: Iterable[str]) -> dict[str, str]:
    """What is said so far, by the names of such fields."""
    return {
        field_name(column, code): row.said_elsewhere(column).get(code, "")
        for code in languages
        for column in type(row).SAID
    }


def take_words(row: SaidInLanguages, languages: Iterable[str], cleaned: Mapping[str, Any]) -> None:
    """Put what a form says into a row, without saving it. What the form does not ask for stays."""
    for code in languages:
        names = {column: field_name(column, code) for column in type(row).SAID}
        row.say(code, **{column: cleaned[name] for column, name in names.items() if name in cleaned})


class BaseSaidForm(WagtailAdminModelForm):
    """The form of a snippet, with its words in other languages."""

    languages: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = words_of(self.instance, self.languages)
        self.initial.update((name, text) for name, text in said.items() if name in self.fields)

    def save(self, commit: bool = True) -> Any:
        take_words(self.instance, self.languages, self.cleaned_data)
        return super().save(commit=commit)


class SaidViewSet(SnippetViewSet):
    """A snippet that all languages share; its form has one field for each content language that the site has now."""

    panels_below: tuple[Any, ...] = ()
    """What the form has after the words in other languages."""

    def get_edit_handler(self) -> ObjectList:
        languages = dict(get_content_languages())
        rows = [
            FieldRowPanel([FieldPanel(field_name(column, code)) for column in self.model.SAID]) for code in languages
        ]
        panels = list(self.model.panels)
        if len(languages) > 1:
            panels.append(
                MultiFieldPanel(
                    rows,
                    heading=_("In other languages"),
                    help_text=_("Leave empty where it is called as above: proper names mostly stay as they are."),
                )
            )
        namespace = {"languages": languages, **fields_in(self.model, languages)}
        form = type(f"{self.model.__name__}Form", (BaseSaidForm,), namespace)
        return ObjectList([*panels, *self.panels_below], base_form_class=form).bind_to_model(self.model)
