"""E-mails to the author of a suggestion, in their language: one to confirm the address, one with the answer.

By Django's e-mail backend, in tasks of the package ``django-tasks``, which the site's setting ``TASKS`` gives to a
worker or runs at once.
"""

import logging
from smtplib import SMTPException
from typing import Any

from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Site

from ..models import Suggestion
from ..models.suggestions import State
from .markup import line

SIGNED_FOR = "essaimage_wiki.confirm"
logger = logging.getLogger(__name__)


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
    return _send(suggestion, subject, "confirm", _site(site_pk), path)


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
    return _send(suggestion, subject, "answer", _site(), suggestion.get_absolute_url())


def _site(pk: int | None = None) -> Any:
    return Site.objects.filter(**({"pk": pk} if pk else {"is_default_site": True})).first() or Site.objects.first()


def _send(suggestion: Suggestion, subject: str, name: str, site: Site | None, path: str) -> bool:
    if site is None:
        return False
    context = {
        "suggestion": suggestion,
        "site_name": site.site_name or site.hostname,
        "address": f"{site.root_url}{path}",
        "own_address": f"{site.root_url}{suggestion.get_absolute_url()}",
    }
    with translation.override(suggestion.language):
        text = render_to_string(f"essaimage_wagtail/wiki/mail/{name}.txt", context)
        html = render_to_string(f"essaimage_wagtail/wiki/mail/{name}.html", context)
    message = EmailMultiAlternatives(line(subject), text.strip() + "\n", to=[suggestion.email])
    message.attach_alternative(html, "text/html")
    # An answer that comes by itself, which holiday notices do not answer (RFC 3834).
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        return bool(message.send())
    except (OSError, SMTPException) as error:
        # The address of a person does not belong into a log.
        logger.warning("The message %r about suggestion %s was not sent: %s", name, suggestion.pk, type(error).__name__)
        return False
