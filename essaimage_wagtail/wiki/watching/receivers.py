"""Notes each version that is published, for people who watch."""

from typing import Any

from django.db import transaction

from ..models import News, Subscription
from ..models.watching import Pace
from .tasks import send_at_once


def noted(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A receiver of ``post_save`` of versions. Versions that are written down long after their publication are no news:
    they are created in bulk, which sends no signal."""
    if not created or raw:
        return
    News.objects.create(version=instance)
    if Subscription.objects.filter(pace=Pace.AT_ONCE, confirmed_at__isnull=False).exists():
        transaction.on_commit(send_at_once.enqueue, robust=True)
