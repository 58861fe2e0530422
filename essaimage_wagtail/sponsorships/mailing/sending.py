"""Messages go by tasks, as those of the wiki do, to the address that a side has when they are sent."""

from collections.abc import Iterable
from dataclasses import asdict

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django_tasks import task

from ...wiki.visitors.mail import Outcome, composed, deliver, one_click, site_name
from ..addresses import path_of, stop_path
from ..choices import Side
from ..ends import language_of, shown_sheets
from ..models import Sponsorship
from .words import KINDS, About

FOLDER = "sponsorships"
CONFIRM = "confirm"
"""The kind of the one message to an address that nobody has confirmed."""


def send_after_commit(kind: str, sponsorship: Sponsorship, side: Side, news: Iterable[str] = ()) -> None:
    transaction.on_commit(lambda: send_message.enqueue(kind, sponsorship.pk, str(side), list(news)), robust=True)


@task()
def send_message(kind: str, pk: int, side: str, news: list[str]) -> bool:
    """Returns whether a message was sent."""
    sponsorship = Sponsorship.objects.select_related("site__root_page").filter(pk=pk).first()
    if sponsorship is None:
        return False
    message = message_for(kind, sponsorship, Side(side), news)
    return message is not None and deliver(message, kind) is Outcome.SENT


def language_for(sponsorship: Sponsorship, side: Side) -> str:
    """The language of messages to a side: the one in which the new team asked, or in which the team wrote its sheet."""
    if side is Side.SPONSORED:
        return sponsorship.language
    return language_of(sponsorship.sponsor_key, sponsorship.language)


def message_for(kind: str, sponsorship: Sponsorship, side: Side, news: Iterable[str] = ()) -> EmailMessage | None:
    """The message to a side; ``None`` if the side has no address, or may get none of this kind yet. It does not name a
    sheet that is not public any more."""
    to, site = getattr(sponsorship, side.email_field), sponsorship.site
    if not to or (sponsorship.confirmed_at is None) != (kind == CONFIRM):
        return None
    code = language_for(sponsorship, side)
    sheet = shown_sheets([sponsorship.sponsor_key], code, site).get(sponsorship.sponsor_key)
    with translation.override(code):
        message = KINDS[kind](About(sponsorship, sheet.title if sheet else "", site_name(site), news))
    stop_url = "" if kind == CONFIRM else f"{site.root_url}{stop_path(sponsorship, side)}"
    context = {
        **asdict(message),
        "site_name": site_name(site),
        "address": f"{site.root_url}{path_of(sponsorship, side)}",
        "stop_url": stop_url,
    }
    headers = one_click(stop_url, f"sponsorship-{sponsorship.pk}.{site.hostname}") if stop_url else None
    return composed(
        to, name="message", subject=message.subject, context=context, code=code, headers=headers, folder=FOLDER
    )
