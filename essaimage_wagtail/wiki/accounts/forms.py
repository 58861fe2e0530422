"""The forms of people who ask for an account, sign in, or need a new password."""

from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ...models import Territory
from ..models import AccountRequest
from ..models.accounts import LONGEST_CONTRIBUTION
from ..visitors.attempts import attempts, count_attempt
from ..visitors.forms import VisitorForm, email_field, name_field
from ..visitors.network import visitor
from . import mailing, places
from .making import accounts_of, longest_email
from .options import options

SIGN_IN, RESET = "sign-in", "reset-password"


class PlaceForm(VisitorForm):
    """Asks for a territory: ``place`` is what somebody typed, ``territory`` the territory that they mean. Where the
    text fits several territories, the form offers them."""

    place = forms.CharField(
        label=_("Your territory"),
        max_length=100,
        help_text=_("Where you act: a commune, a département, a region or a country, or a postcode."),
    )
    territory = forms.ChoiceField(label=_("Which one do you mean?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, code=code, **kwargs)
        self.territories: list[Any] = []
        self.fields["place"].widget.attrs["dir"] = "auto"
        if not Territory.objects.exists():
            del self.fields["place"], self.fields["territory"]
        elif self.is_bound:
            self._offer(str(self.data.get("place", ""))[:100])

    def _offer(self, typed: str) -> None:
        found = places.found(typed)
        self.territories = found[: places.MOST]
        field: Any = self.fields["territory"]
        field.choices = [(str(one.pk), places.label(one)) for one in self.territories]
        self.are_too_many = len(found) > places.MOST

    @property
    def is_place_open(self) -> bool:
        """Whether the visitor still has to choose one of several territories."""
        return len(self.territories) > 1 and "place" in self.errors

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "place" in self.fields and data.get("place"):
            data["territory"] = self._territory(data)
        return data

    def _territory(self, data: dict[str, Any]) -> Any:
        chosen = next((one for one in self.territories if str(one.pk) == data.get("territory")), None)
        if one := chosen or places.meant(data["place"], self.territories):
            return one
        if not self.territories:
            self.add_error("place", _("No territory here is called that. Try the commune, or what it lies in."))
        elif self.are_too_many:
            self.add_error(
                "place", _("Many territories are called that. Choose one of these, or write more of its name.")
            )
        else:
            self.add_error("place", _("Several territories are called that. Choose the one that you mean."))
        return None


class AskForm(PlaceForm):
    name = name_field(max_length=100)
    email = email_field(
        help_text=_("We send you a link there to confirm it, and the answer. Nobody sees it but those who decide."),
    )
    contribution = forms.CharField(
        label=_("What would you like to contribute?"),
        max_length=LONGEST_CONTRIBUTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "In a few sentences: your initiative or the page that you know about, and what you would do first."
        ),
    )
    charter = forms.BooleanField(label=_("I have read the charter, and I will keep to it."))
    consent = forms.BooleanField(label=_("I agree that the site keeps my name and e-mail for this."))

    field_order = ("name", "email", "place", "territory", "contribution", "charter", "consent")

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, code=code, **kwargs)
        self.fields["contribution"].widget.attrs["dir"] = "auto"
        if not options().charter_url:
            del self.fields["charter"]

    def clean_email(self) -> str:
        return plain_address(self.cleaned_data["email"])


def plain_address(email: str) -> str:
    """An e-mail address in one spelling: small letters, its domain in ASCII (IDNA). Raises ``ValidationError`` for
    other letters before the @: a letter that looks like another one would pass a strange mailbox off as somebody's."""
    local, _sign, domain = email.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        local = ""
    plain = f"{local}@{domain}".lower()
    if not local.isascii() or not local:
        raise ValidationError(_("Write the part before the @ with the letters a to z, figures and signs."))
    if len(plain) > longest_email():
        raise ValidationError(_("This address is too long for an account here."))
    return plain


class SignInForm(AuthenticationForm):
    """Django's form, with a limit: a network may fail only so many times in an hour (``attempts`` in the settings)."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "too_many": _("Too many attempts failed. Please come back in an hour, or ask for a new password."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = get_user_model()
        if model.get_email_field_name() != model.USERNAME_FIELD:
            self.fields["username"].help_text = _("With an account that you asked for here, it is your e-mail address.")

    def clean(self) -> dict[str, Any]:
        who = visitor(cast(HttpRequest, self.request))
        if attempts(SIGN_IN, who) >= options().attempts:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        try:
            return super().clean()
        except ValidationError:
            count_attempt(SIGN_IN, who)
            raise


class ResetForm(PasswordResetForm):
    """Django's form, with messages that look like the others. It also serves accounts that never had a password,
    because their owners did not follow the first link in time."""

    def get_users(self, email: str) -> Any:
        yield from super().get_users(email)
        new = AccountRequest.objects.exclude(user=None).values("user")
        yield from (
            user for user in accounts_of(email).filter(is_active=True, pk__in=new) if not user.has_usable_password()
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        request, code, site = kwargs["request"], kwargs["code"], kwargs["site"]
        if count_attempt(RESET, visitor(request)) > options().attempts:
            return
        email = self.cleaned_data["email"]
        if count_attempt(RESET, email.casefold()) > options().per_email:
            return
        for user in self.get_users(email):
            mailing.send_password_link.enqueue(str(user.pk), code, site.pk)
