"""Forms of the balance: figures, what one person wants to start, and one intention whole."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...models import Territory
from ...wiki.suggestions.replications import territory_called
from ...wiki.visitors.text import cleaned, line
from ..choices import IntentionKind
from ..day.initiatives import Initiatives
from ..models import Balance, Intention, Registration
from .figures import FIGURES
from .intentions import Subject, has_come_about, sponsorship_url, subjects_for, write


class FiguresForm(forms.ModelForm):
    """The figures of an encounter. A figure that nobody knows stays empty, which does not mean nought."""

    class Meta:
        model = Balance
        fields = FIGURES


class TerritoryNameField(forms.CharField):
    """A territory, typed by its whole name in any language. The name that the form showed at first means the territory
    that it showed, even if several bear that name."""

    shown: Territory | None = None
    shown_name = ""

    def show(self, territory: Territory | None, language: str) -> str:
        """Set the territory that the field shows at first; returns its name."""
        self.shown, self.shown_name = territory, line(territory.display_name(language)) if territory else ""
        return self.shown_name

    def clean(self, value: Any) -> Territory | None:
        name = line(super().clean(value))
        if not name:
            return None
        if name == self.shown_name:
            return self.shown
        found = territory_called(name)
        if found is None:
            raise ValidationError(
                _(
                    "No territory is called exactly so here, or several are. Leave this empty, and name the place in"
                    " your own words above."
                )
            )
        return found


class IntentionForm(forms.Form):
    """What somebody says about one initiative."""

    kind = forms.ChoiceField(
        label=_("What would you like?"),
        choices=lambda: [("", pgettext_lazy("intention", "Nothing for now")), *IntentionKind.choices],
        required=False,
    )
    text = forms.CharField(
        label=_("In a few words: what, with whom, when"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    territory = TerritoryNameField(
        label=_("On which territory?"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    use_required_attribute = False

    def __init__(self, *args: Any, subject: Subject, person: Registration, language: str, **kwargs: Any) -> None:
        self.subject = subject
        self._language = language
        row = subject.intention
        initial = {"kind": row.kind if row else "", "text": row.text if row else ""}
        super().__init__(*args, **{**kwargs, "initial": initial, "prefix": subject.key.hex})
        territory: Any = self.fields["territory"]
        self.initial["territory"] = territory.show((row and row.territory) or person.territory, language)

    @property
    def is_open(self) -> bool:
        """Whether the form is shown at once; the others are behind a button."""
        return self.subject.met or self.subject.intention is not None or bool(self.errors)

    @property
    def is_settled(self) -> bool:
        """Whether the intention has become a replication or a sponsorship: it cannot be changed here any more."""
        return self.subject.intention is not None and has_come_about(self.subject.intention)

    @property
    def sponsorship_url(self) -> str:
        """The address at which somebody who wants to be accompanied asks the team; empty for other intentions."""
        row = self.subject.intention
        if row is None or row.kind != IntentionKind.SPONSOR:
            return ""
        return sponsorship_url(row.sheet_key, self._language, row.encounter_key)

    def clean_text(self) -> str:
        return cleaned(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("text") and not data.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Choose what you would like, so that your words are kept."))
        return data


class PersonIntentions:
    """All that one person may say: a form for each initiative. Six queries, for any number of initiatives."""

    def __init__(self, person: Registration, initiatives: Initiatives, language: str, data: Any = None) -> None:
        self.person = person
        self._initiatives = initiatives
        self.forms = [
            IntentionForm(data, subject=subject, person=person, language=language)
            for subject in subjects_for(person, initiatives, language)
        ]

    @property
    def first(self) -> list[IntentionForm]:
        return [form for form in self.forms if form.is_open]

    @property
    def others(self) -> list[IntentionForm]:
        return [form for form in self.forms if not form.is_open]

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self.forms)

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms if not form.is_settled)

    @transaction.atomic
    def save(self) -> list[Intention]:
        """Save the forms that were changed; returns their intentions."""
        changed = [form for form in self.forms if not form.is_settled and form.has_changed()]
        rows = [write(self.person, self._initiatives, form.subject.key, form.cleaned_data) for form in changed]
        return [row for row in rows if row is not None]


class OneIntentionForm(forms.ModelForm):
    """An intention as organisers follow it up."""

    territory = TerritoryNameField(label=_("territory"), max_length=200, required=False)

    class Meta:
        model = Intention
        fields = ("kind", "text", "territory", "state", "follow_up_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "follow_up_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territory: Any = self.fields["territory"]
        self.initial["territory"] = territory.show(self.instance.territory, language)
        self.fields["follow_up_on"].help_text = _("On this day the person gets an e-mail, once.")
