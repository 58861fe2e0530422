"""A cache in front of the site forgets the pages of people who do not agree any more, or who are gone.

Wagtail's front-end cache invalidation (``wagtail.contrib.frontend_cache``) purges a page when it is published; a
contact is shown on pages that nobody publishes then.
"""

from typing import Any

from django.db import models, transaction
from wagtail.contrib.frontend_cache.utils import PurgeBatch, get_backends

from ..models import Contact
from .naming import pages_showing


def connect() -> None:
    """Connect the receivers; called once, when the apps are ready."""
    models.signals.post_save.connect(saved, sender=Contact, dispatch_uid="essaimage_purge_contact_saved")
    models.signals.pre_delete.connect(going, sender=Contact, dispatch_uid="essaimage_purge_contact_going")


def saved(sender: type, instance: Contact, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A receiver of ``post_save``: purge the pages of a contact who does not agree any more. For others, the cache may
    go on showing the former page."""
    if not (created or raw or instance.consent):
        purge(instance)


def going(sender: type, instance: Contact, **kwargs: Any) -> None:
    """A receiver of ``pre_delete``, which comes while the pages still name the contact."""
    purge(instance)


def purge(contact: Contact) -> None:
    """Have the cache forget, once the change is written, each page that may show this contact."""
    if get_backends():
        batch = PurgeBatch()
        batch.add_pages(pages_showing(contact))
        transaction.on_commit(batch.purge)
