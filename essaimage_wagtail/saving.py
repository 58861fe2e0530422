"""Rows that are saved in one transaction with what receivers write because of them."""

from typing import Any

from django.db import models, router, transaction


class SavedTogether(models.Model):
    """A row and what receivers of ``post_save`` write because of it, the search index above all, are one transaction.

    Django sends ``post_save`` when the row is committed, unless the caller has begun a transaction: a process that is
    killed in between would leave the index as it was. (Django itself deletes a row and sends ``post_delete`` in one
    transaction, and Wagtail saves each page in one.)
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        # Without a savepoint, like Django's own: an error in a receiver undoes the row too, even if it is caught.
        with transaction.atomic(using=using, savepoint=False):
            super().save(*args, **kwargs)
