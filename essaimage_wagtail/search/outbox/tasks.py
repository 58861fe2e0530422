"""The task that drains the outbox: the backend of the site's setting ``TASKS`` decides which process runs it, and when.

It comes from the package ``django-tasks``, as Wagtail's own tasks do: one worker runs both.
"""

from django.db import transaction
from django_tasks import task

from ..engines import get_engine
from .draining import drain, sender_of

SECONDS_OF_A_TASK = 5.0
"""By default a task runs in the request that changes a page: after a long outage it does not send everything."""


@task()
def drain_outbox() -> dict[str, int]:
    """Send what is due. Returns how many documents were sent, postponed, set aside."""
    engine = sender_of(get_engine())
    if engine is None:  # the site has another engine since
        return {}
    done = drain(engine, SECONDS_OF_A_TASK)
    return {"sent": done.sent, "postponed": done.postponed, "set_aside": done.set_aside}


def drain_after_commit(using: str) -> None:
    """Have what this transaction writes sent when it has ended; nothing is sent if it is undone."""
    transaction.on_commit(drain_outbox.enqueue, using=using, robust=True)
