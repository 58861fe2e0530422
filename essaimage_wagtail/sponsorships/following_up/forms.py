"""What the two sides write at their secret addresses."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...forms.fields import DateField
from ...wiki.visitors.text import cleaned
from ..choices import Side
from ..days import check_near
from ..models import Sponsorship


class WordsField(forms.CharField):
    """Sentences, without what nobody can see."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value))


def day_field(**kwargs: Any) -> DateField:
    """With the browser's own calendar."""
    return DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class SideForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, sponsorship: Sponsorship, side: Side, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sponsorship, self.side = sponsorship, side


class AcceptForm(SideForm):
    promises = WordsField(
        label=_("What do you promise?"),
        required=False,
        max_length=2000,
        help_text=_("For example: two visits, an hour on the phone each month, our statutes. You can write it later."),
    )


class RefuseForm(SideForm):
    reason = WordsField(
        label=_("Why is it not possible?"),
        max_length=500,
        help_text=_("They get your words by e-mail. Perhaps you know whom else they could ask."),
    )


class StopForm(SideForm):
    reason = WordsField(
        label=_("Why does it stop?"),
        max_length=500,
        help_text=_("The other team gets your words by e-mail. Readers see them if both teams agree to be shown."),
    )


class PromiseForm(SideForm):
    """What a side promises, and when both meet next. ``shown``: a digest of what stood there when the page was made; if
    it has changed since, the form refuses to write over it."""

    promises = WordsField(label=_("What you promise"), required=False, max_length=2000)
    next_on = day_field(
        label=_("When do you meet next?"), required=False, help_text=_("A day: the other team is told of it by e-mail.")
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.sponsorship
        self.initial = {
            "promises": getattr(row, f"{self.side}_promises"),
            "next_on": row.next_on,
            "shown": digest_of(row, self.side),
        }

    def clean_next_on(self) -> Any:
        day = self.cleaned_data["next_on"]
        if day and day != self.sponsorship.next_on:
            if day < timezone.localdate():
                raise ValidationError(_("This day is past. Choose today or a later one."))
            check_near(day)
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("shown") != digest_of(self.sponsorship, self.side):
            # The form is shown again with what stands now, so that it can be sent once more.
            self.data = {**self.data.dict(), self.add_prefix("shown"): digest_of(self.sponsorship, self.side)}
            raise ValidationError(
                _("Somebody has changed this meanwhile: read above what stands now. What you wrote is still here.")
            )
        return data


class MeetingForm(SideForm):
    on = day_field(label=_("When did you meet?"))
    text = WordsField(label=_("What was said?"), required=False, max_length=2000)
    is_public = forms.BooleanField(
        label=_("Readers may see it, as soon as both teams agree to be shown."), required=False
    )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Write about a meeting after it has taken place."))
        check_near(day)
        return day


def digest_of(sponsorship: Sponsorship, side: Side) -> str:
    """A digest of what a side may write: it shows whether somebody has changed it."""
    stands = f"{getattr(sponsorship, f'{side}_promises')}\0{sponsorship.next_on or ''}"
    return sha256(stands.encode()).hexdigest()
