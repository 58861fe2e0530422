"""What this site does when something happens."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import page_published, published

from essaimage_wagtail.models import Replication, SheetFields
from essaimage_wagtail.search.indexing.index import documents_changed, index_rebuilt

NEWS = []


@receiver(page_published)
def sheet_published(sender, instance, **kwargs):
    # Wagtail sends it also for a page that is to go live later.
    if isinstance(instance, SheetFields) and instance.live:
        NEWS.append(f"published: {instance.title}")


@receiver(post_save, sender=Replication)
def replication_declared(sender, instance, created, raw=False, **kwargs):
    if created and not raw:
        NEWS.append(f"declared: {instance}")


@receiver(published, sender=Replication)
def replication_published(sender, instance, **kwargs):
    NEWS.append(f"shown: {instance}")


@receiver(documents_changed)
def pages_to_fetch_anew(sender, written, removed, **kwargs):
    NEWS.append(f"documents: {len(written)} written, {len(removed)} removed")


@receiver(index_rebuilt)
def all_to_fetch_anew(sender, count, **kwargs):
    NEWS.append(f"index: {count}")
