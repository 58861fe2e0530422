"""Wagtail's index of references, for pages that were just made.

:meth:`ReferenceIndex.create_or_update_for_object` asks what is stored of each page, writes what is new and deletes what
is gone. Of new pages nothing is stored: here one query writes all. How Wagtail finds references, and what it calls
their places, is private to it, and used nowhere else.
"""

from collections.abc import Iterable, Iterator

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex


def write_references(pages: Iterable[Page]) -> None:
    """In the transaction that makes the pages."""
    rows = [row for page in pages if ReferenceIndex.is_indexed(type(page)) for row in _rows(page)]
    ReferenceIndex.objects.bulk_create(rows, ignore_conflicts=True)


def _rows(page: Page) -> Iterator[ReferenceIndex]:
    own_type = ContentType.objects.get_for_model(page, for_concrete_model=False)
    base_type = ReferenceIndex._get_base_content_type(page)
    for to_type, to_pk, model_path, content_path in set(ReferenceIndex._extract_references_from_object(page)):
        yield ReferenceIndex(
            content_type=own_type,
            base_content_type=base_type,
            object_id=page.pk,
            to_content_type_id=to_type,
            to_object_id=to_pk,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
