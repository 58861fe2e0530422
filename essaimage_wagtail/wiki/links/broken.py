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
    """``target``: the primary key, or the translation key, of what is named, a row of ``model``; ``code``: the language
    of those that name it; ``names``: how often each does."""

    kind: str
    target: Any
    code: str
    model: type[Model] = Page
    names: Counter[Name] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Naming:
    """Those whose links are looked at, in two querysets: live pages, and live replications, whose texts have links."""

    pages: QuerySet
    replications: QuerySet

    def find(self, kinds: Iterable[str]) -> list[Found]:
        """Everything of some kinds: a number of queries that does not depend on how much there is."""
        ways: dict[str, Callable[[], list[Found]]] = {
            Kind.GONE: self._gone,
            Kind.HIDDEN: self._hidden,
            Kind.FILE: self._files,
            Kind.TRANSLATION: self._wanted,
        }
        return [found for kind in kinds if kind in ways for found in ways[kind]()]

    def _gone(self) -> list[Found]:
        """Those that name a page by its translation key are asked themselves: the index knows pages alone."""
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
        """A page that can be seen, and that its naming page's language has not even as a draft. An alias shows another
        language."""
        there = Page.objects.filter(
            translation_key=OuterRef("key"), locale__language_code=OuterRef("code"), alias_of=None
        )
        return _grouped(
            Kind.TRANSLATION, _rows(self._to_pages(Page).filter(_is_seen()).exclude(Exists(there)), Page, "key")
        )

    def _references(self, model: type[Model], names: type[Model]) -> QuerySet:
        """What those of a model ``names`` say of things of another: ``source`` and ``target`` are numbers, ``code`` is
        the language, and ``place`` the path of the page that readers are on."""
        rows = ReferenceIndex.objects.filter(base_content_type=_type_of(names), to_content_type=_type_of(model))
        rows = rows.order_by().annotate(source=_number("object_id"), target=_number("to_object_id"))
        if names is Page:
            source = self.pages.filter(pk=OuterRef("source"))
            facts = {"code": "locale__language_code", "place": "path"}
        else:
            source = self.replications.filter(pk=OuterRef("source"))
            # Its ends are keys, which are no links of its texts.
            rows, facts = rows.filter(model_path__startswith="texts."), {"code": "language", "place": "language"}
        facts_of = {name: Subquery(source.values(column)[:1]) for name, column in facts.items()}
        return rows.annotate(**facts_of).filter(code__isnull=False)

    def _to_pages(self, names: type[Model]) -> QuerySet:
        target = Page.objects.filter(pk=OuterRef("target"))
        return self._references(Page, names).annotate(key=Subquery(target.values("translation_key")[:1]))

    def _naming_by(self, column: Field) -> list["_Row"]:
        """The rows whose key names no page, of pages, of rows below a page, and of replications."""
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
    """What a row belongs to, and the column that says so: itself, or the page that it is below."""
    parent = next((one for one in model._meta.fields if isinstance(one, ParentalKey)), None)
    return (parent.related_model, parent.attname) if parent else (model, "pk")


class _Row(NamedTuple):
    """One link."""

    target: Any
    code: str
    name: Name
    path: str = ""


def _rows(references: QuerySet, names: type[Model], target: str = "target") -> list[_Row]:
    # The index names each language version of a page that is meant by its key: it is one link all the same.
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
    """As the reference index calls a model: the first of those that it inherits."""
    return ContentType.objects.get_for_model(model._meta.get_parent_list()[-1] if model._meta.parents else model)


def _number(column: str) -> Case:
    """The index keeps keys of all models as text, which PostgreSQL makes no number of where it is none."""
    is_number = Q(**{f"{column}__regex": r"^[0-9]{1,18}$"})
    return Case(When(is_number, then=Cast(column, BigIntegerField())), default=None, output_field=BigIntegerField())


def _is_seen() -> Exists:
    """Whether the readers of the page that names it may see a version."""
    versions = Page.objects.filter(translation_key=OuterRef("key"), alias_of=None)
    return Exists(versions.filter(may_be_seen(beside=OuterRef(OuterRef("place")))))
