"""Which kind of value the fields of a model and the blocks of a section have."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from ..blocks.base import ScoreBlock
from ..models import Territory
from ..models.keys import PageKeyField, pages_with
from ..models.taxonomy import Term
from .kinds import Choice, Json, Kind, Prose, Typed, YesNo
from .named import PageLink, Place, Reference, References, Terms

NUMBERS_AND_DAYS = (models.DateField, models.DecimalField, models.IntegerField, models.FloatField)
NOT_CONTENT = {
    "path", "depth", "numchild", "translation_key", "locale", "live", "has_unpublished_changes", "expired", "locked",
    "first_published_at", "last_published_at", "go_live_at", "expire_at", "locked_at", "locked_by", "draft_title",
    "content_type", "url_path", "owner", "latest_revision", "latest_revision_created_at", "live_revision", "alias_of",
    "uuid",
}  # fmt: skip
"""Columns of Wagtail's own that no editor types."""


def content_fields(model: Any) -> list[Any]:
    """The fields of a page type, or of another model, that its editors fill in; who did something is left out."""
    found = []
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        is_user = isinstance(field, models.ForeignKey) and issubclass(field.related_model, AbstractBaseUser)
        # Tags are words, and streams have tables of their own.
        is_apart = isinstance(field, models.OneToOneField | StreamField | ClusterTaggableManager)
        if field.editable and not (field.primary_key or field.name in NOT_CONTENT or is_user or is_apart):
            found.append(field)
    return found


def kind_of_field(field: Any) -> Kind:
    if isinstance(field, models.ManyToManyField):
        terms = issubclass(field.related_model, Term)
        return Terms(field.related_model) if terms else References(field.related_model, _name_of(field.related_model))
    if isinstance(field, models.ForeignKey):
        if field.related_model is Territory:
            return Place()
        return Reference(field.related_model, _name_of(field.related_model))
    if isinstance(field, PageKeyField):
        return PageLink(lambda: pages_with(field.page_mixin) if field.page_mixin else [])
    if isinstance(field, RichTextField):
        return Prose(field.features)
    if isinstance(field, models.BooleanField):
        return YesNo()
    if field.choices:
        return Choice(lambda: field.flatchoices)
    form_field = field.formfield(required=False)
    if isinstance(field, NUMBERS_AND_DAYS):
        return Typed(form_field.clean)
    return Kind(form_field.clean)


def _name_of(model: Any) -> str:
    """Images and documents have a title, snippets a name."""
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in ("name", "title") if name in names), "pk")


def is_simple(block: blocks.Block) -> bool:
    """Whether its value fits into a cell."""
    return isinstance(block, blocks.FieldBlock) and not isinstance(block, blocks.RawHTMLBlock)


def is_row(block: blocks.Block) -> bool:
    return isinstance(block, blocks.BaseStructBlock) and all(map(is_simple, block.child_blocks.values()))


def kind_of_block(block: Any) -> Kind:
    if not is_simple(block):
        return stored_block(block)
    if isinstance(block, blocks.RichTextBlock):
        return Prose(block.features, RichText)
    if isinstance(block, ScoreBlock):
        return _ScoreChoice(lambda: _choices(block), None)
    if isinstance(block, blocks.ChoiceBlock):
        return Choice(lambda: _choices(block))
    if isinstance(block, blocks.BooleanBlock):
        return YesNo()
    if isinstance(block, blocks.ChooserBlock):
        model = block.model_class
        name = _name_of(model)
        return (
            stored_block(block)
            if name == "pk" or isinstance(block, blocks.PageChooserBlock)
            else Reference(model, name)
        )
    if isinstance(block, blocks.DecimalBlock | blocks.IntegerBlock | blocks.FloatBlock | blocks.DateBlock):
        return Typed(_cleaned(block))
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock | blocks.EmailBlock):
        return Kind(_cleaned(block))
    return stored_block(block)


def _cleaned(block: Any) -> Any:
    def clean(value: Any) -> Any:
        # A section that is half filled in saves.
        if value in (None, "") and isinstance(block, blocks.CharBlock | blocks.TextBlock):
            return ""
        required, block.field.required = block.field.required, False
        try:
            return block.field.clean(value)
        finally:
            block.field.required = required

    return clean


def _choices(block: Any) -> list[Any]:
    found = block.field.choices
    flat = []
    for code, label in found:
        flat += list(label) if isinstance(label, list | tuple) else [(code, label)]
    return flat


class _ScoreChoice(Choice):
    """A score, whose number alone is understood too."""

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        value = super().read(cell, at, current)
        return value if value is None else int(value)


def stored_block(block: Any) -> Json:
    """The kind of a block of the site, whose values this code does not know: its stored value as JSON."""

    def read(stored: Any) -> Any:
        value = block.to_python(stored) if stored is not None else block.get_default()
        try:
            return block.clean(value)
        except blocks.StructBlockValidationError as error:
            raise ValidationError(_("This cell holds data that the site does not take.")) from error

    return Json(block.get_prep_value, read)
