"""The task that checks and imports a file: which process runs it, and when, is the backend's of ``TASKS``.

By default a task runs in the request that asks for it. There it works for some seconds, and the page that shows the
progress asks for more; so does the page after a worker was killed.
"""

from django.db import transaction
from django_tasks import task
from django_tasks.backends.immediate import ImmediateBackend

from .models import SpreadsheetImport
from .running import advance

SECONDS_OF_A_REQUEST = 3.0


@task()
def go_on(pk: int) -> bool:
    """Check or import until it is over. Returns whether it is."""
    if not SpreadsheetImport.objects.filter(pk=pk).exists():
        return True
    return advance(pk, SECONDS_OF_A_REQUEST if in_requests() else None)


def in_requests() -> bool:
    """Whether the site has no worker: then requests do the work, a little each."""
    return isinstance(go_on.get_backend(), ImmediateBackend)


def enqueue(kept: SpreadsheetImport) -> None:
    transaction.on_commit(lambda: go_on.enqueue(kept.pk))
