"""E-mails to people who left an address, in their language, by Django's e-mail backend."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.policy import Policy
from email.policy import default as DEFAULT
from enum import Enum
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any

import django
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Site

from .text import line

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """``REFUSED``: the address does not exist, or takes nothing; ``FAILED``: this message was not taken, another may
    be; ``UNAVAILABLE``: no message is taken now."""

    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"


class WholeHeader(UnstructuredHeader, BaseHeader):
    """A header whose address stays on one line, however long it is. Python would fold and encode it as if it were
    words, and no mail program would find the address (RFC 2369)."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
for _name in ("List-Archive", "List-Unsubscribe"):
    HEADERS.map_to_type(_name, WholeHeader)


class Message(EmailMultiAlternatives):
    """An e-mail with :data:`HEADERS`. From Django 6.0 on, Python's e-mail policy folds headers, and needs them; earlier
    versions of Django encode no address."""

    def message(self, **given: Any) -> Any:
        if django.VERSION >= (6, 0):
            given["policy"] = given.get("policy", DEFAULT).clone(header_factory=HEADERS)
        return super().message(**given)


@dataclass(slots=True)
class Done:
    """What a run has sent. ``sent``: messages; ``failed``: those that the mail server did not take; ``unavailable``:
    whether it took none."""

    sent: int = 0
    failed: int = 0
    unavailable: bool = False

    def note(self, outcome: Outcome) -> None:
        self.sent += outcome is Outcome.SENT
        self.failed += outcome is not Outcome.SENT
        self.unavailable = outcome is Outcome.UNAVAILABLE


def send(to: str, *, name: str, subject: str, context: dict[str, Any], code: str, folder: str = "wiki") -> bool:
    """Whether the mail server took a message; parameters as of :func:`composed`."""
    message = composed(to, name=name, subject=subject, context=context, code=code, folder=folder)
    return deliver(message, name) is Outcome.SENT


def composed(
    to: str,
    *,
    name: str,
    subject: str,
    context: dict[str, Any],
    code: str,
    headers: Mapping[str, str] | None = None,
    folder: str = "wiki",
) -> EmailMessage:
    """A message as text and as HTML, from ``essaimage_wagtail/{folder}/mail/{name}.txt`` and ``.html``. ``code``: the
    language."""
    with translation.override(code):
        text = render_to_string(f"essaimage_wagtail/{folder}/mail/{name}.txt", context)
        html = render_to_string(f"essaimage_wagtail/{folder}/mail/{name}.html", context)
    message = Message(line(subject), text.strip() + "\n", to=[to])
    message.attach_alternative(html, "text/html")
    # Mark the message as automatic, so that no holiday notice answers it (RFC 3834).
    message.extra_headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
    return message


def deliver(message: EmailMessage, name: str) -> Outcome:
    """Give a message to the mail server. If the server does not take it, the log gets its ``name`` alone."""
    try:
        return Outcome.SENT if message.send() else Outcome.FAILED
    except (OSError, SMTPException, ValueError) as error:
        # The address of a person does not belong into a log.
        logger.warning("The message %r was not sent: %s", name, type(error).__name__)
        return _outcome(error)


def _outcome(error: Exception) -> Outcome:
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _said in error.recipients.values()]
        return Outcome.REFUSED if all(code >= 500 for code in codes) else Outcome.FAILED
    # ValueError: an address or a header that cannot be written.
    return (
        Outcome.FAILED if isinstance(error, SMTPDataError | SMTPNotSupportedError | ValueError) else Outcome.UNAVAILABLE
    )


def one_click(address: str, list_id: str) -> dict[str, str]:
    """The headers of a message that comes more than once: a mail program ends it by one click (RFC 2369, 8058), and
    sorts it by the list that it belongs to (RFC 2919). ``address``: of a :class:`~.views.OneClickView`."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{list_id}>",
        "Precedence": "bulk",
    }


def site_of(pk: int | None = None) -> Site | None:
    """The site from which a message comes: that with the number ``pk``, or the default one."""
    return Site.objects.filter(**({"pk": pk} if pk else {"is_default_site": True})).first() or Site.objects.first()


def site_name(site: Site) -> str:
    return str(site.site_name or site.hostname)
