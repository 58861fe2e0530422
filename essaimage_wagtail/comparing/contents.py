"""What a page says, as a reader would be told it: each field and each section with its texts, figures and choices,
under the labels of the editor, in the active language."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from taggit.models import ItemBase
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, TranslatableMixin

from ..formatting import number, written_day, written_moment
from ..models import Contact
from ..models.keys import PageKeyField
from .blocks import texts_of_block
from .labels import label_of
from .names import Named
from .shown import OF_EVERY_PAGE, shown_fields, shows_rows
from .texts import Text, paragraphs_at


@dataclass(slots=True)
class Part:
    """A field of a page, or a section of one of its streams. ``name``: ``pitch`` or ``body.<id>``; ``stream``: the
    name of the stream, empty for a field."""

    name: str
    label: str
    stream: str = ""
    texts: list[Text] = field(default_factory=list)


def parts_of(page: Page) -> dict[str, Part]:
    """The parts by their names, fields before sections."""
    fields: list[Part] = []
    sections: list[Part] = []
    for column in _columns(type(page)):
        if isinstance(column, StreamField):
            sections += sections_of(page, column)
        else:
            fields.append(part_of_field(page, column))
    fields += _many(page)
    return {part.name: part for part in [*fields, *_rows(page), *sections]}


def _columns(model: type[models.Model]) -> Iterator[Any]:
    """Those whose content readers see: no people, and nothing that Wagtail keeps of a page but its title."""
    kept = {column.name for column in Page._meta.get_fields()} - OF_EVERY_PAGE
    for column in model._meta.concrete_fields:
        is_person = column.related_model in (Contact, get_user_model())
        is_seen = column.name in shown_fields(model) and column.name not in kept
        if is_seen and column.editable and not column.primary_key and not is_person:
            yield column


def _value(row: Any, column: Any) -> Any:
    """As the database has it; of what exists in several languages, the translation key."""
    if column.related_model is not None and issubclass(column.related_model, TranslatableMixin):
        return getattr(getattr(row, column.name), "translation_key", None)
    return getattr(row, column.attname)


def part_of_field(row: models.Model, column: Any) -> Part:
    """A field of a page or of another row, but for streams and lists."""
    texts = _texts_of_field(column, _value(row, column), column.name)
    return Part(column.name, label_of(type(row), column.name, ""), texts=list(texts))


def sections_of(row: models.Model, column: StreamField) -> Iterator[Part]:
    for child in getattr(row, column.name):
        name = f"{column.name}.{child.id}"
        part = Part(name, label_of(type(row), name, child.block_type), column.name)
        part.texts = list(texts_of_block(child.block, child.value, name))
        yield part


def _texts_of_field(column: Any, value: Any, path: str, labels: tuple[str, ...] = ()) -> Iterator[Text]:
    """``value``: as the database has it, a key for a row of another table."""
    if value in (None, ""):
        return
    if isinstance(column, RichTextField):
        yield from paragraphs_at(path, labels, value)
    elif column.flatchoices:
        yield Text(path, labels, str(dict(column.flatchoices).get(value, value)), is_whole=True)
    elif isinstance(column, PageKeyField):
        yield Text(path, labels, Named(Page, value), is_whole=True)
    elif column.related_model is not None:
        yield Text(path, labels, Named(column.related_model, value), is_whole=True)
    else:
        is_text = isinstance(column, models.CharField | models.TextField)
        yield Text(path, labels, _WRITTEN.get(column.get_internal_type(), str)(value), is_whole=not is_text)


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "BooleanField": lambda value: _("yes") if value else _("no"),
    "DateField": written_day,
    "DateTimeField": written_moment,
    "DecimalField": number,
}


def _many(page: Page) -> Iterator[Part]:
    """What is chosen from lists: themes, audiences, tags."""
    model: Any = type(page)
    for column in page._meta.get_fields():
        if column.name not in shown_fields(model):
            continue
        is_tags = isinstance(column, ClusterTaggableManager)
        if is_tags or (isinstance(column, ParentalManyToManyField) and column.related_model is not Contact):
            yield part_of_list(page, column)


def part_of_list(row: models.Model, column: Any) -> Part:
    """Tags, or the rows that are chosen in a many-to-many field."""
    chosen = getattr(row, column.name).all()
    if isinstance(column, ClusterTaggableManager):
        texts = [Text(f"{column.name}.{name}", (), name) for name in sorted(tag.name for tag in chosen)]
    else:
        texts = [Text(f"{column.name}.{named.key}", (), named) for named in map(_named, chosen)]
    return Part(column.name, label_of(type(row), column.name, ""), texts=texts)


def _named(row: models.Model) -> Named:
    """A term is the same in every language."""
    return Named(type(row), row.translation_key if isinstance(row, TranslatableMixin) else row.pk)


def _rows(page: Page) -> Iterator[Part]:
    """Rows that belong to the page: offers and needs, links to commons."""
    for relation in get_all_child_relations(type(page)):
        model = relation.related_model
        if not issubclass(model, ItemBase) and shows_rows(relation):
            yield part_of_rows(page, relation)


def part_of_rows(page: models.Model, relation: Any) -> Part:
    """All rows of one relation."""
    name = relation.get_accessor_name()
    part = Part(name, label_of(type(page), name, ""))
    for place, row in enumerate(getattr(page, name).all()):
        part.texts += _texts_of_row(row, relation.field.name, f"{name}.{_key_of(row, place)}")
    return part


def _key_of(row: Any, place: int) -> Any:
    """By what a row is known in another version, where it may have been written anew."""
    keys = [column for column in row._meta.concrete_fields if isinstance(column, PageKeyField)]
    return getattr(row, keys[0].attname) if keys else getattr(row, "translation_key", None) or row.pk or place


def _texts_of_row(row: Any, parent: str, path: str) -> Iterator[Text]:
    for column in row._meta.concrete_fields:
        apart = column.primary_key or column.name in (parent, "sort_order", "locale", "translation_key")
        if column.editable and not apart:
            labels = (capfirst(str(column.verbose_name)),)
            yield from _in_row(
                _texts_of_field(column, _value(row, column), f"{path}.{column.name}", labels), column, path
            )


def _in_row(texts: Iterable[Text], column: Any, row: str) -> Iterator[Text]:
    is_name = isinstance(column, models.CharField | PageKeyField) and not column.choices
    for text in texts:
        yield replace(text, row=row, is_name=is_name)
