"""The task that sends what was just shown: which process runs it, and when, is the backend's of the site's setting
``TASKS``."""

from django_tasks import task

from .run import send_due

SECONDS_OF_A_TASK = 5.0
"""By default a task runs in the request that shows a message: what is left waits for the command."""


@task()
def send_soon() -> int:
    """Returns how many e-mails went."""
    return send_due(seconds=SECONDS_OF_A_TASK).sent
