"""E-mails to people who ask for an account, in their language, in tasks as those of :mod:`..suggestions.mailing`."""

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_tasks import task
from wagtail.models import Site

from ..models import AccountRequest
from ..models.accounts import RequestState
from ..visitors.mail import send, site_name, site_of
from .addresses import reset_url, sign_in_url
from .making import accounts_of

SIGNED_FOR = "essaimage_wiki.account"


@dataclass(frozen=True, slots=True)
class Message:
    """What an e-mail says: sentences before and after a link; ``quoted``: the words of a moderator."""

    subject: str
    before: list[str]
    label: str = ""
    address: str = ""
    after: list[str] | tuple[str, ...] = ()
    quoted: str = ""


def request_token(asked: AccountRequest) -> str:
    return signing.dumps({"pk": asked.pk, "email": asked.email}, salt=SIGNED_FOR)


def asked_by(token: str) -> AccountRequest | None:
    """The request whose message had a token; ``None`` for a token that is forged, or whose request is gone."""
    try:
        given = signing.loads(token, salt=SIGNED_FOR)
    except signing.BadSignature:
        return None
    return AccountRequest.objects.filter(pk=given["pk"], email=given["email"]).exclude(state=RequestState.KNOWN).first()


def first_message_after_commit(asked: AccountRequest) -> None:
    """Send the link that confirms an address; an address that has an account gets the sign-in address instead. The
    visitor who typed the address sees no difference."""
    message = send_known if asked.state == RequestState.KNOWN else send_confirmation
    transaction.on_commit(lambda: message.enqueue(asked.pk), robust=True)


def decision_after_commit(asked: AccountRequest) -> None:
    transaction.on_commit(lambda: send_decision.enqueue(asked.pk), robust=True)


@task()
def send_confirmation(pk: int) -> bool:
    """Returns whether a message was sent."""
    asked = AccountRequest.objects.filter(pk=pk, state=RequestState.UNCONFIRMED).first()
    site = asked and site_of(asked.site_id)
    if asked is None or site is None:
        return False
    with translation.override(asked.language):
        name = {"site": site_name(site)}
        message = Message(
            subject=_("Confirm your address: an account on %(site)s") % name,
            before=[_("Somebody, probably you, has asked for an account on %(site)s with this address.") % name],
            label=_("Confirm this address"),
            address=_absolute(site, reverse("essaimage:wiki:account_request", args=[request_token(asked)])),
            after=[
                _("You can see there what becomes of your request, and withdraw it. Keep this address to yourself."),
                _("If it was not you, do nothing: we will not write again."),
            ],
        )
    return _send(asked.email, message, asked.language, site)


@task()
def send_known(pk: int) -> bool:
    """Write to the address that the account has, not to what the visitor typed. Returns whether a message was sent."""
    asked = AccountRequest.objects.filter(pk=pk, state=RequestState.KNOWN).first()
    site = asked and site_of(asked.site_id)
    user: Any = accounts_of(asked.email).filter(is_active=True).first() if asked else None
    if asked is None or site is None or user is None:
        return False
    with translation.override(asked.language):
        name, new = {"site": site_name(site)}, reset_url(asked.language)
        message = Message(
            subject=_("Your account on %(site)s") % name,
            before=[
                _("Somebody, probably you, has asked for an account on %(site)s with this address.") % name,
                _("This address has an account already: %(name)s.") % {"name": user.get_username()},
            ],
            label=pgettext("to an account", "Sign in"),
            address=_absolute(site, sign_in_url(asked.language)),
            after=[
                *([_("A new password: %(address)s") % {"address": _absolute(site, new)}] if new else []),
                _("If it was not you, do nothing: nothing changes."),
            ],
        )
    return _send(_email_of(user), message, asked.language, site)


@task()
def send_decision(pk: int) -> bool:
    """Returns whether a message was sent."""
    decided = (RequestState.ACCEPTED, RequestState.REFUSED)
    asked = AccountRequest.objects.select_related("user").filter(pk=pk, state__in=decided).first()
    site = asked and site_of(asked.site_id)
    if asked is None or site is None:
        return False
    with translation.override(asked.language):
        name = {"site": site_name(site)}
        if asked.state == RequestState.REFUSED:
            message = Message(
                subject=_("Your request for an account on %(site)s") % name,
                before=[_("Thank you for having asked for an account on %(site)s. You do not get one.") % name],
                quoted=asked.answer,
            )
        else:
            message = Message(
                subject=_("Your account on %(site)s is ready") % name,
                before=[_("Welcome: your account on %(site)s is ready.") % name, *_how(asked.user)],
                label=_("Choose your password"),
                address=_password_address(asked.user, asked.language, site) if asked.user else "",
                after=[_("The link works once, for a few days. After that, ask for a new password on the same site.")],
                quoted=asked.answer,
            )
    return _send(asked.email, message, asked.language, site)


@task()
def send_password_link(user_pk: str, code: str, site_pk: int) -> bool:
    """Returns whether a message was sent."""
    site, user = site_of(site_pk), get_user_model()._default_manager.filter(pk=user_pk, is_active=True).first()
    if site is None or user is None:
        return False
    with translation.override(code):
        name = {"site": site_name(site)}
        message = Message(
            subject=_("A new password for %(site)s") % name,
            before=[
                _("Somebody, probably you, has asked for a new password on %(site)s.") % name,
                *_how(user),
            ],
            label=_("Choose your password"),
            address=_password_address(user, code, site),
            after=[_("If it was not you, do nothing: your password stays as it is.")],
        )
    return _send(_email_of(user), message, code, site)


def _how(user: Any) -> list[str]:
    return [_("You sign in as: %(name)s") % {"name": user.get_username()}] if user else []


def _password_address(user: Any, code: str, site: Site) -> str:
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return _absolute(
        site, reverse("essaimage:wiki:set_password", args=[code, key, default_token_generator.make_token(user)])
    )


def _email_of(user: Any) -> str:
    return str(getattr(user, user.get_email_field_name()))


def _absolute(site: Site, path: str) -> str:
    return f"{site.root_url}{path}" if path.startswith("/") else path


def _send(to: str, message: Message, code: str, site: Site) -> bool:
    context = {**asdict(message), "site_name": site_name(site)}
    return bool(to) and send(to, name="account", subject=message.subject, context=context, code=code)
