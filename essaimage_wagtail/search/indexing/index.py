"""Keeps the index in step with the pages. Everything that writes to the index goes through here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.dispatch import Signal
from wagtail.models import Locale, Page

from ..engines import get_engine
from ..outbox.draining import sender_of
from ..types import SearchDocument, checksum, language_of_key
from .documents import document_class_of, documents_of, indexed_page_types, key_of, keys_of, source, stored_pages
from .locks import locked, turn

__all__ = ["documents_changed", "forget_keys", "index_rebuilt", "pages_using", "refresh_queryset"]

documents_changed = Signal()
"""Documents were written or removed: ``written`` and ``removed`` are lists of their keys.

``sender`` is the engine's class. It is sent within the transaction that changes the pages: what leaves the site belongs
in ``transaction.on_commit``."""

index_rebuilt = Signal()
"""The whole index was written anew. ``sender`` is the engine's class, ``count`` the number of documents."""

PAGES_MADE_TOGETHER = 100
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
    """Bring the documents of these pages up to date (written, changed or deleted), and those of their translations,
    which say in what languages a page can be read.

    The pages are read anew, once nobody else writes them; those of types that are not indexed cost nothing.
    """
    pks = [page.pk for page in pages if document_class_of(page.specific_class or Page)]
    if pks:
        stored = stored_pages(pk__in=pks)
        with turn(translation_key__in=stored.values("translation_key")):
            _refresh(_specific(stored))


def refresh_saved(page: Page, *, created: bool) -> None:
    """As :func:`refresh`, of a specific page that was just written as it is in memory, with all its fields; unless it
    was created, it was locked before (see :func:`left_by`)."""
    with turn(**({"translation_key": page.translation_key} if created else {})):
        _refresh([page])


def refresh_created(pages: list[Page]) -> None:
    """As :func:`refresh`, of pages that were added one after the other, each as the last child of its parent then."""
    refresh(pages)
    for page in {page.path[: -page.steplen]: page for page in pages}.values():
        refresh_later_siblings(page)


def refresh_queryset(pages: QuerySet[Page], restricted: Iterable[str] = ()) -> None:
    """As :func:`refresh`, in batches, for as many pages as there are, when something else has changed that documents
    are made of: meanwhile nobody writes who may have missed that change.

    ``restricted``: see :func:`.documents.documents_of`.
    """
    last, more = 0, True
    while more:
        with turn(alone=True):
            pks = _slice(pages.using(source()), last)
            _refresh(_specific(stored_pages(pk__in=pks)), restricted)
        last, more = max(pks, default=0), len(pks) == PAGES_MADE_TOGETHER


def refresh_subtree(page: Page) -> None:
    refresh_queryset(stored_pages(path__startswith=page.path))


def hide_subtree(page: Page) -> None:
    """Let nothing of a page and of what is below be found, since they are about to be restricted."""
    refresh_queryset(stored_pages(path__startswith=page.path), [page.path])


def refresh_later_siblings(page: Page) -> None:
    """Refresh the siblings that made room for a page, with all that is below: their paths have changed."""
    last = page.path[: -page.steplen] + page.alphabet[-1] * page.steplen
    later = stored_pages(path__gt=page.path, path__lte=last).exclude(path__startswith=page.path)
    if later.exists():  # hardly ever: pages are added and moved to the end
        refresh_queryset(later)


def _refresh(pages: Iterable[Page], restricted: Iterable[str] = ()) -> None:
    """Write the documents of pages, and of the translations of those that can be found now and could not before, or the
    other way round."""
    _write_translations(_write(pages, restricted), restricted)


def _write_translations(pages: list[Page], restricted: Iterable[str] = ()) -> None:
    """Write the documents of the translations of pages that came or went."""
    if pages:
        versions = stored_pages(translation_key__in=[page.translation_key for page in pages], alias_of=None)
        _write(_specific(versions.exclude(pk__in=[page.pk for page in pages])), restricted)


def _write(pages: Iterable[Page], restricted: Iterable[str]) -> list[Page]:
    """Write documents; returns the pages that can be found now and could not before, or the other way round."""
    upserts: list[SearchDocument] = []
    gone: list[str] = []
    found: dict[str, tuple[Page, bool]] = {}
    for page, documents in documents_of(pages, restricted):
        if documents:
            upserts.extend(documents)
        elif page.alias_of_id is None:
            gone.extend(keys_of(page))
        found[key_of(page)] = page, bool(documents)
    engine = get_engine()
    went = _remove(gone)
    came = engine.upsert(upserts) if upserts else set()
    if upserts:
        documents_changed.send(type(engine), written=[document.key for document in upserts], removed=[])
    return [page for key, (page, findable) in found.items() if key in (came if findable else went)]


def left_by(page: Page) -> Page | None:
    """Lock a page that will be saved, and its translations; return it as it is stored, if it is about to get another
    key."""
    with transaction.atomic(using=source(), savepoint=False):
        stored = dict(locked(translation_key=page.translation_key).values_list("pk", "locale"))
        if stored.get(page.pk) == page.locale_id:
            return None
        return next(_specific(stored_pages(pk=page.pk)), None)


def keys_held(page: Page) -> list[str]:
    """The keys of all the documents that a page has, or would have if it could be found."""
    return [key for specific in _specific([page]) for key in keys_of(specific)]


def forget(page: Page) -> None:
    """Remove the documents of a page that has its key no more, and tell its translations."""
    with turn(translation_key=page.translation_key):
        _remove(keys_held(page))
        _write_translations([page])


def forgotten(page: Page) -> None:
    """Tell the translations of a page that is gone."""
    with turn(translation_key=page.translation_key):
        _write_translations([page])


def language_renamed(locale: Locale, former: str) -> None:
    """Index a language anew that has another code: keys and the documents of translations name it by that code."""
    held = get_engine().keys()
    forget_keys([key for key in held if language_of_key(key) == former])
    versions = stored_pages(locale=locale).values("translation_key")
    refresh_queryset(stored_pages(translation_key__in=versions))


def forget_keys(keys: Iterable[str]) -> None:
    """Remove documents by their keys: those of a page that is gone, or parts that go while the page stays."""
    _remove(list(keys))


def _remove(keys: list[str]) -> set[str]:
    """Remove documents; returns the keys of those that could be found."""
    if not keys:
        return set()
    engine = get_engine()
    went = engine.delete(keys)
    if went:
        documents_changed.send(type(engine), written=[], removed=sorted(went))
    return went


def rebuild(progress: Callable[[int], object] = lambda count: None) -> int | None:
    """Write the whole index anew, as one swap; return the number of documents, or None if another rebuild is under way,
    which is left alone. It may be interrupted and called again.

    ``progress`` is called with the number of pages read since the last call.
    """
    engine = get_engine()
    count = engine.rebuild(_AllDocuments(progress))
    if count is not None:
        index_rebuilt.send(type(engine), count=count)
    return count


def is_rebuilding() -> bool:
    """Whether a rebuild is under way, or was interrupted, as far as the engine can tell."""
    return bool(getattr(get_engine(), "is_rebuilding", bool)())


def count_candidates() -> int:
    """How many pages :func:`check` will read."""
    return _candidates().count()


def count_to_rebuild() -> int:
    """How many pages :func:`rebuild` will read; an engine with two indexes reads each twice."""
    return count_candidates() * int(getattr(get_engine(), "readings", 1))


def check(progress: Callable[[int], object] = lambda count: None) -> Difference:
    """Compare the index with the pages, document by document, while the site goes on.

    A document that the index got or lost meanwhile counts as in step, since its page may have been read before or
    after that. So does a document that waits to be sent.
    """
    engine = get_engine()
    held = engine.keys()
    wanted: dict[str, str | None] = dict.fromkeys(held)
    wanted.update((document.key, checksum(document)) for document in _all_documents(progress))
    differing = [key for key in wanted if held.get(key) != wanted[key]]
    now = engine.keys() if differing else {}
    waiting = sender.outbox.unsent() if differing and (sender := sender_of(engine)) else set()
    differing = [key for key in differing if held.get(key) == now.get(key) and key not in waiting]
    return Difference(
        missing=[key for key in differing if key not in held],
        surplus=sorted(key for key in differing if wanted[key] is None),
        stale=[key for key in differing if key in held and wanted[key] is not None],
    )


def _candidates() -> QuerySet[Page]:
    types = indexed_page_types()
    pages = stored_pages(alias_of=None).live()
    return pages.type(*types) if types else pages.none()


@dataclass(frozen=True)
class _AllDocuments:
    """What :func:`_all_documents` gives, as often as it is asked: by an engine that writes two indexes, twice."""

    progress: Callable[[int], object]

    def __iter__(self) -> Iterator[SearchDocument]:
        return _all_documents(self.progress)


def _all_documents(progress: Callable[[int], object]) -> Iterator[SearchDocument]:
    # One language after the other, since the analysis remembers the words of the language at hand.
    for locale in Locale.objects.using(source()).order_by("pk"):
        candidates = _candidates().filter(locale=locale)
        last = 0
        while pks := _slice(candidates, last):
            for _page, documents in documents_of(_specific(stored_pages(pk__in=pks).order_by("pk"))):
                yield from documents
            progress(len(pks))
            last = pks[-1]


def _slice(pages: Any, after: int) -> list[int]:
    """The primary keys of the next pages: no query and no list holds all of them."""
    return list(pages.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PAGES_MADE_TOGETHER])


def _specific(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages of types that are indexed, as their own types have them; Wagtail's ``specific()`` may read those from
    a replica. A page that is being deleted may have lost the row of its type already: it stays as it is, and has no
    documents."""
    by_type: dict[type[Page], dict[int, Page]] = {}
    for page in pages:
        page_type = page.specific_class or Page
        if isinstance(page, page_type):
            yield page
        elif document_class_of(page_type):
            by_type.setdefault(page_type, {})[page.pk] = page
    for page_type, members in by_type.items():
        yield from {**members, **page_type._default_manager.using(source()).in_bulk(list(members))}.values()


def _leads_to(page_type: type[Model], path: str, model: type[Model] | None) -> bool:
    """Whether a path of relations (``offers__territory``) exists, and ends at the model if one is given: a site's
    own page types may have something else by the same name."""
    current = page_type
    for name in path.split("__"):
        try:
            related = current._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return False
        if not isinstance(related, type):  # a plain field, or a generic relation
            return False
        current = related
    return model is None or current._meta.concrete_model is model._meta.concrete_model


def pages_using(model: type[Model] | None = None, /, **relations: Iterable[int]) -> QuerySet[Page]:
    """The pages whose fields point at any of the given rows: ``pages_using(territory=[3, 4])``.

    The field may be one of child rows: ``pages_using(offers__territory=[3, 4])``. With the model of the rows,
    fields that point at another one are left out.
    """
    found = Q(pk=None)
    for page_type in indexed_page_types():
        for name, pks in relations.items():
            if _leads_to(page_type, name, model):
                rows = page_type._default_manager.using(source()).filter(**{f"{name}__in": list(pks)})
                found |= Q(pk__in=rows.values("pk"))
    return stored_pages().filter(found)
