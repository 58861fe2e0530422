"""Keeps what pages lack: noted when they are published, and again for all by ``essaimage_upkeep``."""

import logging
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from ..models.keys import pages_with
from ..models.page import PageFields
from ..models.upkeep import LinkPlace, OutsideLink, PageFaults
from .finding import faults_of

logger = logging.getLogger("essaimage_wagtail.upkeep")


def connect() -> None:
    page_published.connect(_published, dispatch_uid="essaimage_upkeep_published")
    page_unpublished.connect(_gone, dispatch_uid="essaimage_upkeep_unpublished")
    post_delete.connect(_gone, sender=Page, dispatch_uid="essaimage_upkeep_deleted")


def _published(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageFields) and instance.alias_of_id is None:
        try:
            note(instance)
        except Exception:
            # A block of another package that cannot be looked into is no reason not to publish.
            logger.exception("What page %s lacks is not known", instance.pk)


def _gone(sender: Any, instance: Any, **kwargs: Any) -> None:
    PageFaults.objects.filter(page_pk=instance.pk).delete()


@transaction.atomic
def note(page: Any) -> None:
    """Keep what a page lacks as it is now. A new address is due for a check at once; one that was checked stays so."""
    found = faults_of(page)
    anchors = {kind: places[0] for kind, places in (("figure", found.figures), ("picture", found.pictures)) if places}
    numbers = {"figures": len(found.figures), "pictures": len(found.pictures)}
    faults, _created = PageFaults.objects.update_or_create(page_pk=page.pk, defaults={**numbers, "anchors": anchors})
    held = dict(faults.links.values_list("link__address", "anchor"))
    if held == found.links:
        return
    faults.links.all().delete()
    OutsideLink.objects.bulk_create([OutsideLink(address=one) for one in found.links], ignore_conflicts=True)
    pks = dict(OutsideLink.objects.filter(address__in=found.links).values_list("address", "pk"))
    LinkPlace.objects.bulk_create(
        LinkPlace(page=faults, link_id=pks[address], anchor=anchor[:255]) for address, anchor in found.links.items()
    )


def pages_to_note(everything: bool = False) -> Iterator[Any]:
    """Published pages of ours that were never looked at, as those that an import has written; or all."""
    for model in pages_with(PageFields):
        pages = model.objects.filter(live=True, alias_of=None)
        if not everything:
            pages = pages.filter(~Exists(PageFaults.objects.filter(page_pk=OuterRef("pk"))))
        yield from pages.order_by("pk").iterator(chunk_size=200)


def forget_unused() -> int:
    """Delete what no page names any more, and what is kept of pages that are gone. Returns how many addresses."""
    there = Page.objects.filter(pk=OuterRef("page_pk"), live=True)
    PageFaults.objects.filter(~Exists(there)).delete()
    unused = OutsideLink.objects.filter(~Exists(LinkPlace.objects.filter(link=OuterRef("pk"))))
    return unused.delete()[0]
