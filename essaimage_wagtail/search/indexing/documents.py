"""From pages to search documents, by the document class that each page type is registered with.

A document class says, for the page types that inherit a mixin, what is found under which words.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Model, prefetch_related_objects
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction, get_page_models

from ...conf import settings as own_settings
from ...facets import Lookup, facets_of
from ...facets.facet import shared_of
from ..engines import get_engine
from ..types import SearchDocument, document_key, network_of

__all__ = ["Batch", "DocumentClass", "register"]

_MADE = "_essaimage_documents"
"""Attribute of a page: its :class:`_Made`."""

_registry: dict[type, "DocumentClass"] = {}


def source() -> str | None:
    """The database that is read for the index: the one that it is written to, since a replica may be behind. ``None``,
    where an engine names none, is the one that the site's routers choose."""
    using: str | None = getattr(get_engine(), "using", None)
    return using


def stored_pages(**conditions: Any) -> Any:
    """A queryset of pages as the database of :func:`source` has them."""
    return Page.objects.using(source()).filter(**conditions)


def register(model: type[Model], document_class: "DocumentClass") -> None:
    """Have the pages that are a ``model`` (a page type or a mixin) found through ``document_class``; that of ``Page``
    serves the types that the setting ``SEARCH_PAGES`` names and that have no other."""
    _registry[model] = document_class


def document_class_of(model: type[Model]) -> "DocumentClass | None":
    """How a page type is indexed: as it was registered, else by what it declares if the site's settings name it."""
    for base in model.__mro__:
        if base in _registry and base is not Page:
            return _registry[base]
    named = {str(label).lower() for label in own_settings.SEARCH_PAGES}
    bases: list[Any] = [base for base in model.__mro__ if issubclass(base, Page)]
    if any(base._meta.label_lower in named for base in bases):
        return _registry[Page]
    return None


def indexed_page_types() -> list[type[Page]]:
    return [model for model in get_page_models() if document_class_of(model)]


def text_of(stream: Any) -> str:
    """What the blocks of a StreamField value say, a line for each piece of text."""
    return "\n".join(
        piece
        for block in stream
        for piece in map(str, block.block.get_searchable_content(block.value))
        if piece.strip()
    )


def key_of(page: Page) -> str:
    return document_key(page.translation_key, page.locale.language_code)


@dataclass
class Batch:
    """What the documents of several pages need, fetched together."""

    pages: list[Page]
    territories: dict[int, list[Any]] = field(default_factory=dict)
    modes: dict[Any, set[str]] = field(default_factory=dict)
    """In which modes initiatives came to be, by their translation key."""
    terms: dict[type[Model], dict[tuple[Any, int], str]] = field(default_factory=dict)
    """The names of all themes and the like by translation key and locale, once they are asked for."""
    languages: dict[Any, set[str]] = field(default_factory=dict)
    """In which languages anybody can read each page, by translation key."""
    lookups: dict[str, Lookup] = field(default_factory=dict)
    """By language, where :meth:`shared` reads what other sites are told."""

    def names(self, chosen: Iterable[Any], locale: int) -> list[str]:
        """The names that chosen themes and the like have in a locale, else in the one where they were picked: as
        they are stored now, not as the page read them before; always in the same order."""
        names: dict[Any, str] = {}
        for term in chosen:
            known, key = self._terms_of(type(term)), term.translation_key
            names[key] = known.get((key, locale)) or known.get((key, term.locale_id), term.name)
        return sorted(names.values())

    def shared(self, facets: Mapping[str, Sequence[str]], language: str) -> dict[str, dict[str, str]]:
        """What other sites are told of the facets of a document, nothing where there are none."""
        if network_of(get_engine()) is None:
            return {}
        if language not in self.lookups:
            self.lookups[language] = Lookup(language, using=source())
        return shared_of(facets, self.lookups[language])

    def _terms_of(self, model: type[Model]) -> dict[tuple[Any, int], str]:
        if model not in self.terms:
            rows = model._default_manager.using(source()).order_by()
            columns = rows.values_list("translation_key", "locale", "name")
            self.terms[model] = {(key, locale): name for key, locale, name in columns}
        return self.terms[model]


class _Made:
    """What was fetched for a page's batch, and its documents. Nothing of it is in a pickle of the page: a cache would
    keep all themes with each."""

    def __init__(self, batch: Batch | None = None, documents: Sequence[SearchDocument] = ()) -> None:
        self.batch = batch
        self.documents = documents

    def __reduce__(self) -> tuple[type["_Made"], tuple[()]]:
        return _Made, ()


class DocumentClass:
    """How the pages of a type are indexed. Subclass and :func:`register` to add a page type."""

    related: tuple[str, ...] = ()
    """Relations of the page that :meth:`document` follows, so that those of many pages are fetched together."""

    parental = False
    """Whether :meth:`document` and :meth:`parts` follow no other relations than those that are saved with a page
    (``ParentalKey``, ``ParentalManyToManyField``, ``ClusterTaggableManager``) and lead to rows that are indexed anew
    when they change. A page is then read once when it is published; else once more when all is written."""

    def related_of(self, model: type[Model]) -> Iterable[str]:
        """The relations of :attr:`related` that a page type has."""
        return [name for name in self.related if hasattr(model, name)]

    def prepare(self, batch: Batch) -> None:
        """Fetch what :meth:`document` needs for all pages of the batch."""

    def document(self, page: Any, batch: Batch) -> SearchDocument:
        """What is found of a page; the values of the registered facets are added to it."""
        raise NotImplementedError  # pragma: no cover

    def parts(self, page: Any, batch: Batch) -> Iterable[SearchDocument]:
        """Documents of what is found by itself on the page; none by default.

        A class that has any says their keys in :meth:`part_keys`, and calls :func:`~.indexing.forget_keys` when one
        is deleted while its page stays.
        """
        return ()

    def part_keys(self, page: Any) -> Iterable[str]:
        """The keys of :meth:`parts`, of a page that is findable or not."""
        return ()

    def base(self, page: Any, **values: Any) -> SearchDocument:
        """The document's part that is the same for every page type."""
        updated = page.last_published_at or page.first_published_at
        values["dates"] = {**({"date": updated} if updated else {}), **values.get("dates", {})}
        return SearchDocument(
            key=key_of(page),
            language=page.locale.language_code,
            title=page.title,
            path=page.path,
            valid_from=page.go_live_at,
            valid_until=page.expire_at,
            **values,
        )


def start_of(day: date) -> datetime:
    """The first moment of a day by the site's clock."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def keys_of(page: Page) -> list[str]:
    """The keys of all the documents that a specific page has, or would have if it could be found."""
    document_class = document_class_of(type(page))
    return [key_of(page), *(document_class.part_keys(page) if document_class is not None else ())]


def _fetch(pages: list[Page], related_of: Callable[[type[Page]], Iterable[str]]) -> None:
    by_type: dict[type[Page], list[Page]] = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for model, members in by_type.items():
        # Relations of a single page are read when asked for, or are those of the revision that is being published.
        if len(members) > 1:
            prefetch_related_objects(members, *related_of(model))


def documents_of(pages: Iterable[Page], restricted: Iterable[str] = ()) -> Iterator[tuple[Page, list[SearchDocument]]]:
    """Each specific page with its documents, its own first; with none when it must not be found: not live,
    an alias, under a view restriction, of a type that is not indexed, or half deleted.

    ``restricted`` are paths of pages that are taken for restricted too.
    """
    pages = list(pages)
    if not pages:
        return
    restrictions = PageViewRestriction.objects.using(source())
    restricted = (*restricted, *restrictions.values_list("page__path", flat=True))
    languages = _languages_of(pages, restricted)
    _fetch(pages, lambda model: ["locale"])
    by_class: dict[DocumentClass, list[Page]] = {}
    for page in pages:
        document_class = document_class_of(type(page))
        findable = (
            document_class is not None
            and page.live
            and isinstance(page, page.specific_class or Page)  # else its own row is gone, and so will the page be
            and page.depth > 1  # the root of all sites is no page
            and page.alias_of_id is None
            and not (restricted and page.path.startswith(restricted))
        )
        if document_class is not None and findable:
            by_class.setdefault(document_class, []).append(page)
        else:
            yield page, []
    for document_class, members in by_class.items():
        _fetch(members, document_class.related_of)
        batch = Batch(members, languages=languages)
        document_class.prepare(batch)
        fetched = replace(batch, pages=[])  # a page that held itself would stay in memory
        for page in members:
            documents = _documents(page, document_class, batch)
            page.__dict__[_MADE] = _Made(fetched, documents)
            yield page, documents


def says_the_same(page: Page) -> bool:
    """Whether a page says what it did when :func:`documents_of` was last given this object. It answers once, and at
    little cost: rows that have the page indexed anew when they change are not read again."""
    made: _Made = page.__dict__.pop(_MADE, _Made())
    document_class = document_class_of(type(page))
    if made.batch is None or document_class is None:
        return False
    return document_class.parental or _documents(page, document_class, made.batch) == made.documents


def _documents(page: Page, document_class: DocumentClass, batch: Batch) -> list[SearchDocument]:
    # Block labels and lazy words that slip into a text must be in the page's own language.
    with translation.override(page.locale.language_code):
        document = document_class.document(page, batch)
        document = replace(document, facets={**document.facets, **facets_of(page, batch)})
        documents = [document, *document_class.parts(page, batch)]
        filled = ({name: values for name, values in one.facets.items() if values} for one in documents)
        return [
            replace(one, facets=facets, shared=batch.shared(facets, one.language))
            for one, facets in zip(documents, filled, strict=True)
        ]


def _languages_of(pages: list[Page], restricted: tuple[str, ...]) -> dict[Any, set[str]]:
    """The languages in which anybody can read each page, by translation key. One query, none without a second
    language."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return {}
    keys = {page.translation_key for page in pages}
    versions = stored_pages(translation_key__in=keys, alias_of__isnull=True).live()
    found: dict[Any, set[str]] = {}
    for key, path, code in versions.order_by().values_list("translation_key", "path", "locale__language_code"):
        if not (restricted and path.startswith(restricted)):
            found.setdefault(key, set()).add(code)
    return found
