"""Keeps the index in step with the pages. Everything that writes to the index goes through here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from wagtail.models import Page

from .documents import document_class_of, documents_of, indexed_page_types, key_of, keys_of
from .engines import get_engine
from .types import SearchDocument, checksum

BATCH = 100
"""Pages whose documents are made together: bounds the memory of a rebuild."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where index and pages disagree: keys of documents that the index lacks, has for nothing, or has
    in an older state."""

    missing: list[str]
    surplus: list[str]
    stale: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus or self.stale)


def refresh(pages: Iterable[Page]) -> None:
    """Bring the documents of these pages up to date, whatever happened to them, and those of their translations,
    which say in what languages a page can be read.

    ``pages`` are specific or not; those of types that are not indexed cost nothing.
    """
    _refresh_translations(_refresh(pages))


def _refresh(pages: Iterable[Page]) -> list[Page]:
    """Write the documents; return the pages that can be found now and could not before, or the other way round."""
    upserts: list[SearchDocument] = []
    gone: list[str] = []
    found: dict[str, tuple[Page, bool]] = {}
    for page, documents in documents_of(_specific(pages)):
        if documents:
            upserts.extend(documents)
        elif page.alias_of_id is None:
            gone.extend(keys_of(page))
        found[key_of(page)] = page, bool(documents)
    engine = get_engine()
    held = engine.keys({*found, *(document.key for document in upserts)}) if found else {}
    if gone:
        engine.delete(gone)
    # A publication is announced twice, and many changes of a page change nothing of what can be found.
    if upserts := [document for document in upserts if held.get(document.key) != checksum(document)]:
        engine.upsert(upserts)
    return [page for key, (page, findable) in found.items() if findable != (key in held)]


def _refresh_translations(pages: list[Page]) -> None:
    """Of pages that came or went."""
    if pages:
        versions = Page.objects.filter(translation_key__in=[page.translation_key for page in pages], alias_of=None)
        _refresh(versions.exclude(pk__in=[page.pk for page in pages]).specific())


def refresh_queryset(pages: QuerySet[Page]) -> None:
    """As :func:`refresh`, in batches, for as many pages as there are."""
    for batch in _batches(pages):
        refresh(batch)


def refresh_subtree(page: Page) -> None:
    refresh_queryset(Page.objects.filter(path__startswith=page.path))


def forget(page: Page) -> None:
    """Remove the documents of a page that is being deleted or taken offline."""
    if page.alias_of_id is None:
        specifics = _specific([page])
        get_engine().delete([key for specific in specifics for key in keys_of(specific)])


def forgotten(page: Page) -> None:
    """Tell the translations of a page that is gone."""
    _refresh_translations([page])


def forget_keys(keys: Iterable[str]) -> None:
    """Remove documents by their keys: parts of a page that go while the page stays."""
    get_engine().delete(keys)


def rebuild(progress: Callable[[int], object] = lambda count: None) -> int:
    """Write the whole index anew, as one swap; return the number of documents. It may be interrupted and called again.

    ``progress`` is called with the number of pages read since the last call.
    """
    return get_engine().rebuild(_all_documents(progress))


def is_rebuilding() -> bool:
    """Whether a rebuild is under way, or was interrupted, as far as the engine can tell."""
    return bool(getattr(get_engine(), "is_rebuilding", bool)())


def count_candidates() -> int:
    """How many pages :func:`rebuild` and :func:`check` will read."""
    return _candidates().count()


def check(progress: Callable[[int], object] = lambda count: None) -> Difference:
    """Compare the index with the pages, document by document."""
    indexed = get_engine().keys()
    missing, stale = [], []
    for document in _all_documents(progress):
        known = indexed.pop(document.key, None)
        if known is None:
            missing.append(document.key)
        elif known != checksum(document):
            stale.append(document.key)
    return Difference(missing, sorted(indexed), stale)


def _candidates() -> QuerySet[Page]:
    types = indexed_page_types()
    pages = Page.objects.live().filter(alias_of__isnull=True)
    return pages.type(*types) if types else pages.none()


def _all_documents(progress: Callable[[int], object]) -> Iterator[SearchDocument]:
    for batch in _batches(_candidates()):
        for _page, documents in documents_of(_specific(batch)):
            yield from documents
        progress(len(batch))


def _batches(pages: Any) -> Iterator[list[Page]]:
    """The pages in slices by primary key, so that no query and no list holds them all."""
    last = 0
    while batch := list(pages.filter(pk__gt=last).order_by("pk").specific()[:BATCH]):
        last = batch[-1].pk
        yield batch


def _specific(pages: Iterable[Page]) -> list[Page]:
    specific = [page.specific for page in pages if document_class_of(page.specific_class or Page)]
    return specific


def _is_relation(model: type[Page], name: str) -> bool:
    try:
        return bool(model._meta.get_field(name).is_relation)
    except FieldDoesNotExist:
        return False


def pages_using(**relations: Iterable[int]) -> QuerySet[Page]:
    """The pages whose fields point at any of the given rows: ``pages_using(territory=[3, 4])``.

    The field may be one of child rows: ``pages_using(offers__territory=[3, 4])``.
    """
    found = Q(pk=None)
    for model in indexed_page_types():
        for name, pks in relations.items():
            if _is_relation(model, name.partition("__")[0]):
                found |= Q(pk__in=model._default_manager.filter(**{f"{name}__in": list(pks)}).values("pk"))
    return Page.objects.filter(found)
