"""A cache in front of the site forgets the sheets of a sponsorship when what readers may see of it has changed.

Wagtail's front-end cache invalidation purges a page when it is published; nobody publishes these then.
"""

from collections.abc import Iterable

from django.db import transaction
from wagtail.contrib.frontend_cache.utils import PurgeBatch, get_backends
from wagtail.models import Page

from ..models import Sponsorship


def forget_sheets(rows: Iterable[Sponsorship]) -> None:
    """Have the cache forget the sheets at both ends, once the change is written."""
    keys = {key for row in rows for key in (row.sponsor_key, row.sponsored_key) if key}
    if keys and get_backends():
        batch = PurgeBatch()
        batch.add_pages(Page.objects.filter(translation_key__in=keys, live=True).specific())
        transaction.on_commit(batch.purge)
