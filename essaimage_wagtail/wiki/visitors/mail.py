"""E-mails to people who left an address, in their language, by Django's e-mail backend."""

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Site

from .text import line

logger = logging.getLogger(__name__)


def send(
    to: str, *, name: str, subject: str, context: dict[str, Any], code: str, headers: Mapping[str, str] | None = None
) -> bool:
    """Whether the mail server took a message, as text and as HTML, from
    ``essaimage_wagtail/wiki/mail/{name}.txt`` and ``.html``. ``code``: the language."""
    with translation.override(code):
        text = render_to_string(f"essaimage_wagtail/wiki/mail/{name}.txt", context)
        html = render_to_string(f"essaimage_wagtail/wiki/mail/{name}.html", context)
    message = EmailMultiAlternatives(line(subject), text.strip() + "\n", to=[to])
    message.attach_alternative(html, "text/html")
    # A message that comes by itself, which holiday notices do not answer (RFC 3834).
    message.extra_headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
    try:
        return bool(message.send())
    except (OSError, SMTPException) as error:
        # The address of a person does not belong into a log.
        logger.warning("The message %r was not sent: %s", name, type(error).__name__)
        return False


def site_of(pk: int | None = None) -> Site | None:
    """The site from which a message comes: that with the number ``pk``, or the default one."""
    return Site.objects.filter(**({"pk": pk} if pk else {"is_default_site": True})).first() or Site.objects.first()


def site_name(site: Site) -> str:
    return str(site.site_name or site.hostname)
