"""What keeps floods out of forms for visitors: how many one sends, everybody together, and to one e-mail address."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models.visitors import SentForm
from .network import forget_old_salts, hashed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooMany(Exception):
    """Why nothing is taken now, in words for the visitor."""


def note(form: UUID, kind: str, who: str, email: str, *, per_visitor: int, per_site: int) -> bool:
    """Write down that ``who`` sent a form, of a ``kind``, about an ``email``; returns whether this form came for the
    first time. Raises :class:`TooMany` where one visitor, or all together, have sent enough of this kind in an hour."""
    recent = SentForm.objects.filter(kind=kind, sent_at__gt=timezone.now() - HOUR)
    if recent.filter(visitor=who).count() >= per_visitor:
        raise TooMany(_("You have sent many forms in a short time. Please come back in an hour."))
    if recent.count() >= per_site:
        raise TooMany(_("This site receives very many forms at the moment. Please come back in an hour."))
    sent = {"kind": kind, "visitor": who, "email": hashed(email.casefold()) if email else ""}
    _row, is_first = SentForm.objects.get_or_create(form=form, defaults=sent)
    return is_first


def sent_about(email: str, kind: str) -> int:
    """How many forms of a kind came today about an e-mail address, from any visitor."""
    return SentForm.objects.filter(kind=kind, email=hashed(email.casefold()), sent_at__gt=timezone.now() - DAY).count()


def forget_visitors() -> None:
    """Forget what was kept of the visitors of former days."""
    forget_old_salts()
    SentForm.objects.filter(sent_at__lt=timezone.now() - DAY).delete()
