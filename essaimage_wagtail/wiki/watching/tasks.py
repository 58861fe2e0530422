"""The task that tells what was just published: which process runs it, and when, is the backend's of the site's setting
``TASKS``.

From the package ``django-tasks``, as Wagtail's own tasks.
"""

from django_tasks import task

from .sending import send_due

SECONDS_OF_A_TASK = 5.0
"""By default a task runs in the request that publishes a page: what is left waits for the next one, or for the
command."""


@task()
def send_at_once() -> int:
    """Tell people who want to know at once. Returns how many messages went."""
    return send_due(at_once=True, seconds=SECONDS_OF_A_TASK).sent
