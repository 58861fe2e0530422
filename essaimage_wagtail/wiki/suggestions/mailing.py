"""E-mails to the author of a suggestion, in their language: one to confirm the address, one with the answer.

By Django's e-mail backend, in tasks of the package ``django-tasks``, which the site's setting ``TASKS`` gives to a
worker or runs at once.
"""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Site

from ..models import Suggestion
from ..models.suggestions import State
from ..visitors.mail import send, site_name, site_of

SIGNED_FOR = "essaimage_wiki.confirm"


def confirmation_after_commit(suggestion: Suggestion, site: Site) -> None:
    """Ask the author whether the address is theirs; nothing else is sent there before."""
    if suggestion.email:
        transaction.on_commit(lambda: send_confirmation.enqueue(suggestion.pk, site.pk), robust=True)


def answer_after_commit(suggestion: Suggestion) -> None:
    if suggestion.email and suggestion.email_confirmed_at:
        transaction.on_commit(lambda: send_answer.enqueue(suggestion.pk), robust=True)


def confirmation_token(suggestion: Suggestion) -> str:
    return signing.dumps({"pk": suggestion.pk, "email": suggestion.email}, salt=SIGNED_FOR)


def is_confirmed_by(token: str, suggestion: Suggestion) -> bool:
    """Whether a token came from the message to the address that the suggestion has."""
    try:
        given = signing.loads(token, salt=SIGNED_FOR)
    except signing.BadSignature:
        return False
    return bool(suggestion.email) and given == {"pk": suggestion.pk, "email": suggestion.email}


@task()
def send_confirmation(pk: int, site_pk: int) -> bool:
    """Returns whether a message was sent."""
    suggestion = Suggestion.objects.filter(pk=pk, email_confirmed_at=None).exclude(email="").first()
    if suggestion is None:
        return False
    path = reverse("essaimage:wiki:confirm", args=[suggestion.secret, confirmation_token(suggestion)])
    with translation.override(suggestion.language):
        subject = _("Confirm your address: your suggestion for “%(title)s”") % {"title": suggestion.page_title}
    return _send(suggestion, subject, "confirm", site_of(site_pk), path)


@task()
def send_answer(pk: int) -> bool:
    """Returns whether a message was sent."""
    suggestion = Suggestion.objects.filter(pk=pk).exclude(email="").exclude(email_confirmed_at=None).first()
    if suggestion is None:
        return False
    with translation.override(suggestion.language):
        words = {"title": suggestion.page_title}
        subject = (
            _("An answer to your suggestion for “%(title)s”")
            if suggestion.state == State.REFUSED
            else _("Your suggestion for “%(title)s” was accepted")
        ) % words
    return _send(suggestion, subject, "answer", site_of(), suggestion.get_absolute_url())


def _send(suggestion: Suggestion, subject: str, name: str, site: Site | None, path: str) -> bool:
    if site is None:
        return False
    context = {
        "suggestion": suggestion,
        "site_name": site_name(site),
        "address": f"{site.root_url}{path}",
        "own_address": f"{site.root_url}{suggestion.get_absolute_url()}",
    }
    return send(suggestion.email, name=name, subject=subject, context=context, code=suggestion.language)
