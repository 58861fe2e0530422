"""Forgets what discussions by e-mail need no more."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from ...wiki.visitors.limits import forget_visitors
from ..mail_options import mail_options
from ..models import Received, Sending

STALE = timedelta(days=7)
"""A message that could not be sent for so long is not sent."""
RECEIVED_FOR = timedelta(days=90)
"""How long the same e-mail is known again."""


def purge() -> int:
    """Returns how many rows were forgotten."""
    now = timezone.now()
    forget_visitors()
    old = Q(created_at__lt=now - timedelta(days=mail_options().keep_days))
    stale = Q(sent_at=None, created_at__lt=now - STALE)
    rows = Sending.objects.filter(old | stale).delete()[0]
    return rows + Received.objects.filter(received_at__lt=now - RECEIVED_FOR).delete()[0]
