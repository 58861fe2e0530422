"""Broken and wanted links: what published pages name and readers cannot get, and what is named and not written yet.

Wagtail's reference index knows what each page names in fields, choosers and texts (see :mod:`.remembering`). A page is
meant in all its languages, as everywhere in the plugin: a link is broken once no version of its page may be seen by the
readers of the page that names it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    Field,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from ...models import Replication
from ...models.keys import PageKeyField
from ...visibility import may_be_seen


class Kind(TextChoices):
    GONE = "gone", _("The page is gone")
    HIDDEN = "hidden", _("Readers cannot see the page")
    FILE = "file", _("The file is gone")
    TRANSLATION = "translation", _("Wanted translation")
    SHEET = "sheet", _("Wanted sheet")
    TOLD = "told", _("A visitor says that a link leads nowhere")


class Name(NamedTuple):
    """Who names something: a page or a replication."""

    model: type[Model]
    pk: int


@dataclass(slots=True)
class Found:
    """Something that pages or replications name. ``target``: its primary key or translation key, in ``model``;
    ``code``: the language of the pages and replications that name it; ``names``: how often each of them does."""

    kind: str
    target: Any
    code: str
    model: type[Model] = Page
    names: Counter[Name] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Naming:
    """The live pages and the live replications whose links are checked; the links of a replication are in its texts."""

    pages: QuerySet
    replications: QuerySet

    def find(self, kinds: Iterable[str]) -> list[Found]:
        """All broken and wanted links of these kinds. The number of queries does not depend on how many there are."""
        ways: dict[str, Callable[[], list[Found]]] = {
            Kind.GONE: self._gone,
            Kind.HIDDEN: self._hidden,
            Kind.FILE: self._files,
            Kind.TRANSLATION: self._wanted,
        }
        return [found for kind in kinds if kind in ways for found in ways[kind]()]

    def _gone(self) -> list[Found]:
        """Pages that are gone. Fields that name a page by its translation key are read from their own tables: the
        index has no row for a page that does not exist."""
        keys = _key_fields()
        paths = tuple(f"{field.name}.page" for field in keys)
        rows = [row for names in (Page, Replication) for row in _rows(self._to_pages(names).filter(key=None), names)]
        by_key = [row for field in keys for row in self._naming_by(field)]
        return _grouped(Kind.GONE, [*(row for row in rows if not row.path.endswith(paths)), *by_key])

    def _hidden(self) -> list[Found]:
        names = self._to_pages(Page), self._to_pages(Replication)
        hidden = [references.filter(key__isnull=False).exclude(_is_seen()) for references in names]
        return _grouped(Kind.HIDDEN, [*_rows(hidden[0], Page, "key"), *_rows(hidden[1], Replication, "key")])

    def _files(self) -> list[Found]:
        found = []
        for model in (get_image_model(), get_document_model()):
            there = Exists(model._default_manager.filter(pk=OuterRef("target")))
            found += _grouped(Kind.FILE, _rows(self._references(model, Page).exclude(there), Page), model)
        return found

    def _wanted(self) -> list[Found]:
        """Pages that readers may see, but of which the language of the naming page has no version, not even a draft. An
        alias does not count: it shows another language."""
        there = Page.objects.filter(
            translation_key=OuterRef("key"), locale__language_code=OuterRef("code"), alias_of=None
        )
        return _grouped(
            Kind.TRANSLATION, _rows(self._to_pages(Page).filter(_is_seen()).exclude(Exists(there)), Page, "key")
        )

    def _references(self, model: type[Model], names: type[Model]) -> QuerySet:
        """The rows of the index that lead from the model ``names`` to ``model``: ``source`` and ``target`` are primary
        keys, ``code`` is the language of the source, ``place`` the path of the page on which readers find the link."""
        rows = ReferenceIndex.objects.filter(base_content_type=_type_of(names), to_content_type=_type_of(model))
        rows = rows.order_by().annotate(source=_number("object_id"), target=_number("to_object_id"))
        if names is Page:
            source = self.pages.filter(pk=OuterRef("source"))
            facts = {"code": "locale__language_code", "place": "path"}
        else:
            source = self.replications.filter(pk=OuterRef("source"))
            # The sheets that a replication joins are keys, no links: only its texts have links.
            rows, facts = rows.filter(model_path__startswith="texts."), {"code": "language", "place": "language"}
        facts_of = {name: Subquery(source.values(column)[:1]) for name, column in facts.items()}
        return rows.annotate(**facts_of).filter(code__isnull=False)

    def _to_pages(self, names: type[Model]) -> QuerySet:
        target = Page.objects.filter(pk=OuterRef("target"))
        return self._references(Page, names).annotate(key=Subquery(target.values("translation_key")[:1]))

    def _naming_by(self, column: Field) -> list["_Row"]:
        """The rows of pages, of children of a page and of replications whose key ``column`` names no page."""
        missing = column.model._default_manager.exclude(**{column.name: None}).exclude(
            Exists(Page.objects.filter(translation_key=OuterRef(column.name)))
        )
        model, owner = _owner(column.model)
        if model is Replication:
            names, code = self.replications, "language"
        elif issubclass(model, Page):
            names, code = self.pages, "locale__language_code"
        else:
            return []
        codes = Subquery(names.filter(pk=OuterRef(owner)).values(code)[:1])
        found = missing.annotate(code=codes).filter(code__isnull=False).values_list(column.name, "code", owner)
        name = Replication if model is Replication else Page
        return [_Row(key, code, Name(name, pk)) for key, code, pk in found]


def _owner(model: type[Model]) -> tuple[type[Model], str]:
    """The model that a row belongs to, and the column with its key: the parent of a child row, else the row itself."""
    parent = next((one for one in model._meta.fields if isinstance(one, ParentalKey)), None)
    return (parent.related_model, parent.attname) if parent else (model, "pk")


class _Row(NamedTuple):
    """One link."""

    target: Any
    code: str
    name: Name
    path: str = ""


def _rows(references: QuerySet, names: type[Model], target: str = "target") -> list[_Row]:
    # A key means all language versions of a page, and the index has a row for each of them: it is still one link.
    found = references.values_list(target, "code", "source", "model_path", "content_path").distinct()
    return [_Row(what, code, Name(names, source), path) for what, code, source, path, _place in found.iterator()]


def _grouped(kind: str, rows: Iterable[_Row], model: type[Model] = Page) -> list[Found]:
    found: dict[Any, Found] = {}
    for row in rows:
        one = found.setdefault((row.target, row.code), Found(kind, row.target, row.code, model))
        one.names[row.name] += 1
    return list(found.values())


def _key_fields() -> list[Field]:
    return [
        field for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, PageKeyField)
    ]


def _type_of(model: type[Model]) -> ContentType:
    """The content type under which the reference index keeps a model: that of the topmost model it inherits from."""
    return ContentType.objects.get_for_model(model._meta.get_parent_list()[-1] if model._meta.parents else model)


def _number(column: str) -> Case:
    """A primary key of the index as a number; ``None`` for any other text. The index keeps the keys of all models as
    text, and PostgreSQL fails to cast a text that is no number."""
    is_number = Q(**{f"{column}__regex": r"^[0-9]{1,18}$"})
    return Case(When(is_number, then=Cast(column, BigIntegerField())), default=None, output_field=BigIntegerField())


def _is_seen() -> Exists:
    """Whether the readers of the naming page may see some version of the page that it names."""
    versions = Page.objects.filter(translation_key=OuterRef("key"), alias_of=None)
    return Exists(versions.filter(may_be_seen(beside=OuterRef(OuterRef("place")))))
