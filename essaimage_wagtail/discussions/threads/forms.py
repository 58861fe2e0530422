"""The forms on which people begin a discussion, answer, follow and report."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ...contexts.languages import language
from ...wiki.visitors.forms import VisitorForm, email_field, name_field
from ..models.messages import LONGEST
from .text import parted

LONGEST_TITLE, LONGEST_NAME, LONGEST_REASON = 200, 100, 500
JOINERS = "\u200c\u200d"
"""Invisible, and part of how Persian and Indian words are written."""
BLANK = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters that look like nothing."""


def seen(text: str) -> str:
    """A name or a title without what nobody sees in it, so that two that look alike are the same; empty where no
    letter, digit or picture is left."""
    kept = "".join(
        char for char in text if char not in BLANK and (unicodedata.category(char) != "Cf" or char in JOINERS)
    )
    kept = " ".join(kept.split())
    return kept if any(unicodedata.category(char)[0] in "LNS" for char in kept) else ""


class PersonForm(VisitorForm):
    """Who somebody is: ``with_name`` where none of theirs is known yet; ``known``: somebody who signed in, and is asked
    for no address."""

    def __init__(self, *args: Any, known: bool = False, with_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_name:
            self.fields["name"] = name_field(
                max_length=LONGEST_NAME,
                help_text=_("Everybody sees it beside your message. A first name or the name of your group is enough."),
            )
        if known:
            # The question against robots is for those whom nobody knows.
            self.fields.pop("answer", None)
            return
        self.fields["email"] = email_field(help_text=_("Nobody sees it. We ask you there whether it was you."))
        self.fields["consent"] = forms.BooleanField(
            label=_("I agree that the site keeps my name and e-mail for its discussions.")
        )

    def clean_name(self) -> str:
        name = seen(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Give a name that can be seen."))
        return name


class AnswerForm(PersonForm):
    """``codes``: the languages in which people write."""

    text = forms.CharField(label=_("Your message"), widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}))
    written_in = forms.ChoiceField(label=_("Language of your message"))
    follow = forms.BooleanField(label=_("Write to me when somebody answers."), required=False, initial=True)

    field_order = ("title", "text", "written_in", "name", "email", "consent", "follow")

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written_in: Any = self.fields["written_in"]
        written_in.choices = [(code, language(code).name) for code in codes]
        written_in.initial = written_in.initial or (self.code if self.code in codes else codes[0])
        if len(codes) < 2:
            written_in.required, written_in.widget = False, forms.HiddenInput()
        self.order_fields(self.field_order)

    @property
    def has_message(self) -> bool:
        """Whether the message itself is right, whatever is missing of who writes it."""
        return not {"title", "text", "written_in"} & set(self.errors)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if len(text) > LONGEST:
            told = ngettext(
                "This is too long: at most %(count)d character can be sent at once.",
                "This is too long: at most %(count)d characters can be sent at once.",
                LONGEST,
            )
            raise ValidationError(told % {"count": LONGEST})
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        text = data.get("text")
        if text is not None and not seen(parted(text)[0]):
            self.add_error("text", _("Write something of your own."))
        return data


class ThreadForm(AnswerForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("What it is about, in a few words: people decide by it whether they read on."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def clean_title(self) -> str:
        title = seen(self.cleaned_data["title"])
        if not title:
            raise ValidationError(_("Give a title that can be seen."))
        return title


class FollowForm(PersonForm):
    """Of a thread, or of all that is begun on the site."""


class ReportForm(VisitorForm):
    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Moderators of the site read it, and nobody else."),
    )
