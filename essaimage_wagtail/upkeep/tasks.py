"""The task that checks links: which process runs it, and when, is the backend's of the site's setting ``TASKS``."""

from django_tasks import task

from .checking import check_due

SECONDS_OF_A_TASK = 10.0
"""By default a task runs in the request that asks for it: a steward does not wait for all links of a site."""


@task()
def check_links() -> dict[str, int]:
    """Ask the links that are due. Returns how many are in each state."""
    return dict(check_due(seconds=SECONDS_OF_A_TASK))
