"""The form on which a visitor suggests something for a section."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ...forms.fields import AddressField
from ..models.suggestions import Kind
from ..visitors.forms import VisitorForm, email_field, name_field
from ..visitors.text import cleaned
from . import limits
from .options import options
from .passages import Passage, Place

MOST_TEXTS = 80
"""Texts of one place that the form has fields for."""
LONGEST_NAME = 100


TOLD = {
    "told_name": (forms.CharField, _("Name of your initiative"), _("As people call it there.")),
    "told_place": (forms.CharField, _("Where"), _("Town and country, for example.")),
    "told_url": (AddressField, _("Address on the web"), _("A page about it, if there is one.")),
}
"""The fields of a replication."""
LONGEST_TOLD = 200


class SuggestionForm(VisitorForm):
    """``place``: what is shown; ``code``: the language of the page; ``is_sheet``: whether it can have been taken up."""

    kind = forms.ChoiceField(
        label=_("What would you like to say?"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.REWRITE
    )
    remark = forms.CharField(
        label=_("Your remark"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is wrong, what would be right, and how you know: a source, an address, your own experience."),
    )
    name = name_field(required=False, max_length=LONGEST_NAME, help_text=_("Or that of your group. Optional."))
    publish_name = forms.BooleanField(
        label=_("If my suggestion is accepted, my name may stand beside it in the history of the page."), required=False
    )
    email = email_field(required=False, help_text=_("Optional: we send you the answer, and nothing else."))
    consent = forms.BooleanField(label=_("I agree that the site keeps my name and e-mail for this."), required=False)

    def __init__(self, *args: Any, place: Place, code: str, is_sheet: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, code=code, **kwargs)
        self.place = place
        self.passages = place.passages[:MOST_TEXTS]
        for number, passage in enumerate(self.passages):
            self.fields[_name(number)] = forms.CharField(
                label=passage.label or str(_("Text")),
                required=False,
                initial=passage.words,
                strip=False,
                widget=forms.Textarea(attrs={"rows": min(12, 2 + len(passage.words) // 70), "dir": "auto"}),
            )
        self.told = list(TOLD) if is_sheet else []
        for name in self.told:
            field, label, help_text = TOLD[name]
            self.fields[name] = field(label=label, required=False, max_length=LONGEST_TOLD, help_text=help_text)
        unfit = {Kind.REWRITE} if not self.passages else set()
        unfit |= set() if is_sheet else {Kind.REPLICATION}
        kind: Any = self.fields["kind"]
        kind.choices = [choice for choice in Kind.choices if choice[0] not in unfit]
        if Kind.REWRITE in unfit:
            kind.initial = Kind.OTHER
        for name in ("remark", *self.told):
            self.fields[name].widget.attrs["dir"] = "auto"

    @property
    def text_fields(self) -> list[Any]:
        return [self[_name(number)] for number in range(len(self.passages))]

    @property
    def told_fields(self) -> list[Any]:
        return [self[name] for name in self.told]

    @property
    def is_replication(self) -> bool:
        return bool(self.cleaned_data.get("kind") == Kind.REPLICATION)

    @property
    def replication(self) -> dict[str, str]:
        """What is told of a replication; nothing in a suggestion of another kind."""
        if not self.is_replication:
            return {}
        return {name.removeprefix("told_"): self.cleaned_data.get(name) or "" for name in self.told}

    @cached_property
    def changed(self) -> list[tuple[Passage, str]]:
        """The texts that were rewritten, with their new words."""
        return [
            (passage, words)
            for number, passage in enumerate(self.passages)
            if (words := self.cleaned_data.get(_name(number))) is not None and words != cleaned(passage.words)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for number in range(len(self.passages)):
            # A field that was not sent, as by a robot, changes nothing; one that was sent empty takes the text away.
            if _name(number) not in self.data:
                data[_name(number)] = None
        self._check_length(data)
        if self.is_replication:
            self._check_told(data)
        elif data.get("kind") and not data.get("remark") and not self.changed:
            self.add_error("remark", _("Change a text above, or say here what you suggest."))
        if (data.get("name") or data.get("email")) and not data.get("consent"):
            self.add_error("consent", _("Tick this box, or leave name and e-mail empty."))
        if data.get("publish_name") and not data.get("name"):
            self.add_error("name", _("Give the name that may be published, or take the tick away."))
        return data

    def _check_told(self, data: dict[str, Any]) -> None:
        for name in ("told_name", "told_place"):
            if not any(map(str.isalnum, data.get(name) or "")) and name not in self.errors:
                self.add_error(name, _("Say this, so that others find you."))
        if self.changed:
            words = _(
                "You have rewritten a text too. Put it back, or choose “Rewrite a text” and send that by itself first."
            )
            self.add_error("kind", words)

    def _check_length(self, data: dict[str, Any]) -> None:
        most = options().most_characters
        length = len(data.get("remark") or "") + sum(len(words) for _passage, words in self.changed)
        if length > most:
            raise ValidationError(
                ngettext(
                    "This is too long: at most %(count)d character can be sent at once.",
                    "This is too long: at most %(count)d characters can be sent at once.",
                    most,
                )
                % {"count": most}
            )


def _name(number: int) -> str:
    return f"text-{number}"


def renewed(data: QueryDict, shown: list[str], place: Place) -> QueryDict:
    """What was typed into a form whose section was changed meanwhile, for a form that shows ``place`` as it is now.

    ``shown``: the former texts, as :func:`.limits.states_of` hashes them. A text that the visitor had not touched shows
    what it says now. Where the section gained or lost texts, the typed words go into the remark, since they have no
    field of their own any more.
    """
    kept, now = data.copy(), place.passages[:MOST_TEXTS]
    sent = {number: str(data[_name(number)]) for number in range(len(shown)) if _name(number) in data}
    typed = {number: words for number, words in sent.items() if limits.state_of(cleaned(words)) != shown[number]}
    is_same_length = len(shown) == len(place.passages)
    if typed and not is_same_length:
        kept["remark"] = "\n\n".join([str(data.get("remark", "")), *typed.values()]).strip()
    for number, passage in enumerate(now):
        kept[_name(number)] = typed.get(number, passage.words) if is_same_length else passage.words
    return kept
