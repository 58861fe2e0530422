"""The form that others inherit from: a trap for robots, and a question if the site has one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .options import options
from .text import cleaned, line

TRAP = "website"
"""A field that nobody sees: what fills it in is a robot."""


def name_field(**given: Any) -> forms.CharField:
    """Of the person who sends a form: browsers fill it in."""
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"})
    return forms.CharField(**{"label": _("Your name"), "max_length": 200, "widget": widget, **given})


def email_field(**given: Any) -> forms.EmailField:
    widget = forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"})
    return forms.EmailField(**{"label": _("Your e-mail"), "max_length": 254, "widget": widget, **given})


class VisitorForm(forms.Form):
    """``code``: the language of the page around it. Its texts are cleaned, and are on one line each, but for those of a
    ``Textarea``. Templates write the trap and the question by ``essaimage_wagtail/wiki/includes/robots.html``."""

    website = forms.CharField(required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        if question := question_in(code):
            self.fields["answer"] = forms.CharField(label=question, required=False, max_length=200)
            self.fields["answer"].widget.attrs["dir"] = "auto"

    def _has_lines(self, name: str) -> bool:
        return isinstance(self.fields[name].widget, forms.Textarea)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = cleaned(value) if self._has_lines(name) else line(value)
        if data.get(TRAP):
            raise ValidationError(_("A field that has to stay empty was filled in. Please empty it."))
        if "answer" in self.fields and not is_right(self.code, data.get("answer", "")):
            self.add_error("answer", _("That is not the answer that we expect."))
        return data


def question_in(code: str) -> str:
    """The question against robots in a language; empty where the site asks none."""
    return _asked_in(code)[0]


def is_right(code: str, answer: str) -> bool:
    right = _asked_in(code)[1:]
    return not right or line(answer).casefold() in {line(text).casefold() for text in right}


def _asked_in(code: str) -> list[str]:
    asked = options().questions
    return list(asked.get(code) or asked.get("") or [""])
