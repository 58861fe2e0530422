"""The forms on which somebody registers, changes what they said, or is registered by the organisers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Territory
from ...wiki.accounts import places
from ...wiki.visitors.forms import VisitorForm, email_field, name_field
from ..languages import spoken
from ..models import Registration
from .options import options
from .pitches import Choice

NONE_OF_THESE = "none"


class WishesForm(forms.Form):
    """Asks for a rank for each pitch. ``pitches``: those of the page; ``wished``: the keys that the person wishes
    already."""

    def __init__(self, *args: Any, pitches: Sequence[Choice], wished: Sequence[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wished = list(wished)
        self.pitches = {_field(pitch.key): pitch for pitch in pitches if not pitch.is_withdrawn}
        most = min(len(self.pitches), options().most_wishes)
        shown = [pitch.key for pitch in self.pitches.values()]
        ranked = [key for key in self.wished if key in shown][:most]
        ranks = [(str(rank), _("Wish %(rank)d") % {"rank": rank}) for rank in range(1, most + 1)]
        for name, pitch in self.pitches.items():
            self.fields[name] = forms.ChoiceField(
                label=pitch.title,
                required=False,
                choices=[("", _("No wish")), *ranks],
                initial=str(ranked.index(pitch.key) + 1) if pitch.key in ranked else "",
            )

    @property
    def wish_rows(self) -> list[tuple[Any, Choice]]:
        return [(self[name], pitch) for name, pitch in self.pitches.items()]

    @property
    def wishes(self) -> list[UUID]:
        """The keys of the pitches, by rank. A wish for a pitch that does not come any more keeps its place."""
        ranks = [(int(rank), name) for name in self.pitches if (rank := self.cleaned_data.get(name))]
        keys = [self.pitches[name].key for _rank, name in sorted(ranks, key=lambda found: found[0])]
        shown = {pitch.key for pitch in self.pitches.values()}
        for index, key in enumerate(self.wished):
            if key not in shown:
                keys.insert(index, key)
        return keys

    def clean(self) -> dict[str, Any]:
        """Add an error if two wishes have the same rank; a rank that is left out does not matter."""
        data: dict[str, Any] = super().clean() or {}
        taken: dict[str, str] = {}
        for name, pitch in self.pitches.items():
            rank = data.get(name)
            if rank and rank in taken:
                words = _("“%(other)s” is your wish %(rank)s already. Choose another number for one of the two.")
                self.add_error(name, words % {"other": taken[rank], "rank": rank})
            elif rank:
                taken[rank] = pitch.title
        return data


class PersonForm(WishesForm):
    """What a person says of themselves. ``place`` is what they typed, ``territory`` the territory that they mean. Where
    the text fits several territories, the form offers them; a place that fits none is kept in their words."""

    name = name_field()
    place = forms.CharField(
        label=gettext_lazy("Where do you come from?"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("A commune, a département, a region or a country, or a postcode. Optional."),
    )
    territory = forms.ChoiceField(
        label=gettext_lazy("Which one do you mean?"), required=False, widget=forms.RadioSelect
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Association, town hall, cooperative… if you come for one. Optional."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that you speak"),
        required=False,
        choices=spoken,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("You meet people who speak one of them too."),
    )
    needs_step_free = forms.BooleanField(
        label=gettext_lazy("I need a way and a table that are reached without stairs."), required=False
    )
    needs = forms.CharField(
        label=gettext_lazy("What else do you need to take part?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "An interpreter, large print, childcare, a diet… Only the organisers read it. Optional."
        ),
    )
    agrees_to_be_named = forms.BooleanField(
        label=gettext_lazy("The others may see my name, on the list and at the tables."), required=False
    )

    TEXTS = {"place": "", "organisation": "organization", "needs": ""}
    """Fields of letters in any direction, and what browsers know of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territories: list[Any] = []
        for name, autocomplete in self.TEXTS.items():
            self.fields[name].widget.attrs["dir"] = "auto"
            if autocomplete:
                self.fields[name].widget.attrs["autocomplete"] = autocomplete
        if self.is_bound and not self._is_same_place:
            self._offer(str(self.data.get("place", ""))[:100])

    @property
    def _is_same_place(self) -> bool:
        """Whether the place is as the form showed it: its territory is known, and is not asked again."""
        return bool(self.initial.get("place")) and self.data.get("place") == self.initial["place"]

    def _offer(self, typed: str) -> None:
        self.territories = places.found(typed)[: places.MOST]
        field: Any = self.fields["territory"]
        field.choices = [
            *((str(one.pk), places.label(one)) for one in self.territories),
            (NONE_OF_THESE, _("None of these")),
        ]

    @property
    def is_place_open(self) -> bool:
        """Whether the visitor still has to choose one of several territories."""
        return len(self.territories) > 1 and "place" in self.errors

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["territory"] = self._territory(data)
        return data

    def _territory(self, data: dict[str, Any]) -> Territory | None:
        if self._is_same_place:
            return self.initial.get("territory")
        if not data.get("place") or data.get("territory") == NONE_OF_THESE:
            return None
        chosen = next((one for one in self.territories if str(one.pk) == data.get("territory")), None)
        one = chosen or places.meant(data["place"], self.territories)
        if one is None and self.territories:
            self.add_error("place", _("Several territories are called that. Choose the one that you mean."))
        return one

    @property
    def person(self) -> dict[str, Any]:
        """The fields of a registration."""
        data = self.cleaned_data
        names = ("name", "organisation", "languages", "needs_step_free", "needs", "agrees_to_be_named", "territory")
        found = {name: data[name] for name in names}
        found["place"] = data.get("place") or ""
        return found


class RegisterForm(PersonForm, VisitorForm):
    email = email_field(
        help_text=gettext_lazy("We send you a link there. You have a place only once you have opened it."),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that the organisers keep what I wrote here, for this encounter.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The order of the page, since the summary of errors follows the order of the fields.
        self.order_fields(["name", "email", "place", "territory", "organisation", *self.pitches])

    @property
    def person(self) -> dict[str, Any]:
        return {**super().person, "email": self.cleaned_data["email"]}


class ChangeForm(PersonForm, VisitorForm):
    """The form at a person's secret address. It asks no question against robots: they do not know the address."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the messages"))

    def __init__(self, *args: Any, code: str, languages: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, code=code, **kwargs)
        self.fields.pop("answer", None)
        field: Any = self.fields["language"]
        field.choices = [(each.code, each.name) for each in languages]

    @property
    def person(self) -> dict[str, Any]:
        return {**super().person, "language": self.cleaned_data["language"]}


def initial_of(row: Registration) -> dict[str, Any]:
    """The values that a form shows at first of a registered person."""
    names = ("name", "email", "organisation", "languages", "needs_step_free", "needs", "agrees_to_be_named", "language")
    found: dict[str, Any] = {name: getattr(row, name) for name in names}
    return {**found, "territory": row.territory, "place": from_words(row)}


def from_words(row: Registration) -> str:
    return row.place or (str(row.territory.display_name()) if row.territory else "")


def _field(key: UUID) -> str:
    return f"wish-{key}"
