"""Documents of the host site's own page types, from the ``search_fields`` that they declare for Wagtail.

The setting ``SEARCH_PAGES`` names the page types. A site that wants more inherits from :class:`PageDocument` and calls
:func:`.documents.register`.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Manager, Model
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.models import Page
from wagtail.search import index

from ..types import SearchDocument
from .documents import Batch, DocumentClass, document_class_of, indexed_page_types, start_of

__all__ = ["PageDocument"]

Declared = list[Any]
"""``search_fields`` of a model."""


class PageDocument(DocumentClass):
    """A page by its ``search_fields``.

    ``SearchField``: found, with the weight of a summary if its ``boost`` is above 1, of the rest if it is below 1, of
    the body otherwise. What is declared within ``RelatedFields`` weighs one class less. ``AutocompleteField``: found,
    as part of the rest. ``FilterField``: a date, a number, or a facet with the value, or the key of what a relation
    names.
    """

    def related_of(self, model: type[Model]) -> Iterable[str]:
        return [name for name, _ in _relations(model)]

    def document(self, page: Any, batch: Batch) -> SearchDocument:
        found = _Found()
        found.read(page, own_fields(type(page)))
        if page.search_description:
            found.add("summary", page.search_description)
        return self.base(
            page,
            **{name: "\n".join(texts) for name, texts in found.texts.items()},
            facets={name: sorted(values) for name, values in found.facets.items()},
            numbers=found.numbers,
            dates=found.dates,
        )


class _Found:
    """What the fields of a page say."""

    def __init__(self) -> None:
        self.texts: dict[str, dict[str, None]] = {"summary": {}, "body": {}, "rest": {}}
        self.facets: dict[str, set[str]] = {}
        self.numbers: dict[str, float] = {}
        self.dates: dict[str, datetime] = {}

    def add(self, weight: str, value: Any) -> None:
        """The text of a value, once: what a heavier class has is not repeated in a lighter one."""
        for item in _items(value):
            text = _text(item).strip()
            if text and not any(text in texts for texts in self.texts.values()):
                self.texts[weight][text] = None

    def read(self, instance: Any, fields: Declared, within: str = "") -> None:
        """Read an instance by its fields; ``within``: the relation that led to it."""
        searched = [field for field in fields if isinstance(field, index.SearchField)]
        for field in sorted(searched, key=lambda field: -(field.boost or 1)):
            heavy, light = (field.boost or 1) > 1, (field.boost or 1) < 1
            weights = ("body", "rest", "rest") if within else ("summary", "body", "rest")
            self.add(weights[0 if heavy else 2 if light else 1], field.get_value(instance))
        for field in fields:
            if isinstance(field, index.AutocompleteField):
                self.add("rest", field.get_value(instance))
            elif isinstance(field, index.FilterField):
                name = f"{within}__{field.field_name}" if within else field.field_name
                for value in _values(instance, field):
                    self._filter(name, value)
            elif isinstance(field, index.RelatedFields):
                value = field.get_value(instance)
                name = f"{within}__{field.field_name}" if within else field.field_name
                for said in sorted((_read(other, field.fields, name) for other in _instances(value)), key=_Found.key):
                    self.join(said)

    def key(self) -> str:
        """What it says, as a sort key: a database gives the rows of a relation in any order."""
        facets = {name: sorted(values) for name, values in self.facets.items()}
        dates = {name: value.timestamp() for name, value in self.dates.items()}
        return repr([{name: list(texts) for name, texts in self.texts.items()}, facets, self.numbers, dates])

    def join(self, other: "_Found") -> None:
        """Add what another one says."""
        for weight, texts in other.texts.items():
            self.add(weight, list(texts))
        for name, values in other.facets.items():
            self.facets.setdefault(name, set()).update(values)
        self.numbers |= other.numbers
        self.dates |= other.dates

    def _filter(self, name: str, value: Any) -> None:
        if isinstance(value, date):
            self.dates[name] = value if isinstance(value, datetime) else start_of(value)
        elif isinstance(value, Real | Decimal) and not isinstance(value, bool):
            self.numbers[name] = float(value)
        elif isinstance(value, Model):
            self.facets.setdefault(name, set()).add(str(getattr(value, "translation_key", value.pk)))
        elif value is not None and value != "":
            code = str(value).lower() if isinstance(value, bool) else _text(value)
            self.facets.setdefault(name, set()).add(code)


def _read(instance: Any, fields: Declared, within: str) -> _Found:
    found = _Found()
    found.read(instance, fields, within)
    return found


def _items(value: Any) -> list[Any]:
    """The items that a field holds, always in the same order."""
    if isinstance(value, set | frozenset):
        return sorted(value, key=_text)
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(value: Any) -> str:
    """The text of one value: the same as it was typed and as the database gives it back."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        with suppress(OverflowError):  # on the first and the last day of the calendar
            return str(value.astimezone(timezone.get_default_timezone()))
    if isinstance(value, Decimal) and value.is_finite():
        return format(value.normalize(), "f")
    if isinstance(value, dict):
        return json.dumps(value, default=str, ensure_ascii=False, sort_keys=True)
    return str(value)


def related_models() -> Iterator[tuple[type[Model], str, bool]]:
    """``(model, path, reverse)`` of each model by whose rows pages are found. ``path``: where pages name the rows,
    ``author`` or ``links__author``; ``reverse``: whether the row names the page instead. Children that are published
    with their page are left out."""
    for model in indexed_page_types():
        if isinstance(document_class_of(model), PageDocument):
            for name, field in _relations(model):
                reverse = field.auto_created and not field.concrete
                if not (reverse and isinstance(field.field, ParentalKey)):
                    yield field.related_model, name, reverse


def own_fields(model: Any) -> Declared:
    """The fields that a page type declares beyond those of every page, and without its title."""
    every = {(type(field), field.field_name) for field in Page.get_search_fields()}
    every |= {(index.SearchField, "title"), (index.AutocompleteField, "title")}
    return [field for field in model.get_search_fields() if (type(field), field.field_name) not in every]


def _relations(model: type[Model], fields: Declared | None = None) -> Iterator[tuple[str, Any]]:
    """The relations that the fields of a model follow: their names, as queries have them, and Django's field."""
    for declared in own_fields(model) if fields is None else fields:
        if not isinstance(declared, index.RelatedFields | index.FilterField):
            continue
        try:
            field = model._meta.get_field(declared.field_name)
        except FieldDoesNotExist:
            continue
        if field.is_relation and field.related_model is not None:
            yield declared.field_name, field
            for name, other in _relations(field.related_model, getattr(declared, "fields", [])):
                yield f"{declared.field_name}__{name}", other


def _values(instance: Any, field: Any) -> list[Any]:
    """What a ``FilterField`` holds: the instances of a relation, or plain values."""
    try:
        is_relation = field.get_field(type(instance)).is_relation
    except FieldDoesNotExist:
        is_relation = False
    if is_relation:
        return _instances(getattr(instance, field.field_name))
    value = field.get_value(instance)
    return _items(value)


def _instances(value: Any) -> list[Any]:
    if isinstance(value, Manager) or hasattr(value, "all"):
        return list(value.all())
    return [] if value is None else [value]
