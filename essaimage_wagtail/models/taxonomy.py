"""Controlled vocabularies: themes and audiences, one row for each language.

A page refers to a term by any of its rows; what identifies the term is its ``translation_key``. So the
search index, facets and lists never depend on the language in which someone picked the term.
"""

from dataclasses import dataclass
from operator import itemgetter

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from ..saving import SavedTogether
from ..search.analysis.text import sort_key
from ..versions import best_versions


@dataclass(frozen=True, slots=True)
class TermLabel:
    """A term as a reader sees it. ``key`` is the translation key, ``slug`` its name in addresses, ``language`` the code
    of the language of its label."""

    key: str
    slug: str
    label: str
    language: str = ""


class TermQuerySet(models.QuerySet):
    def canonical(self):
        """One row for each term: the oldest of its rows in all languages."""
        older = self.model.objects.filter(
            translation_key=models.OuterRef("translation_key"), pk__lt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(older))

    def labels(self, language=None):
        """``{row's pk: TermLabel}`` of the rows of this set, each in the version that :mod:`..versions` chooses among
        them. ``language``: the reader's, by default the active one. One query."""
        return best_labels(self.order_by("pk").values_list(*LABEL_FIELDS), language or get_language())


LABEL_FIELDS = ("pk", "translation_key", "slug", "name", "locale__language_code")


def best_labels(rows, language):
    """As :meth:`TermQuerySet.labels`, from rows of :data:`LABEL_FIELDS`."""
    rows = list(rows)
    best = best_versions(rows, language, code=itemgetter(4), key=itemgetter(1))
    labels = {key: TermLabel(str(key), slug, name, code) for key, (_pk, _key, slug, name, code) in best.items()}
    return {pk: labels[key] for pk, key, *_rest in rows}


def by_label(things):
    """Terms, or anything else with a ``label``, in the order of the alphabet."""
    return sorted(things, key=lambda thing: sort_key(thing.label))


class Term(SavedTogether, TranslatableMixin):
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("name in addresses"),
        max_length=100,
        blank=True,
        allow_unicode=True,
        help_text=_("The same in every language. Made from the name if left empty."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("When to choose this term, in one sentence.")
    )

    objects = TermQuerySet.as_manager()

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "slug"}
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        others = type(self).objects.exclude(translation_key=self.translation_key)
        if self.slug and others.filter(slug=self.slug).exists():
            raise ValidationError(
                {"slug": _("Another one has this name in addresses: choose another name, or leave it empty.")}
            )

    def _free_slug(self):
        """The name as a slug, numbered when another term has it already."""
        base = slugify(self.name, allow_unicode=True) or "term"
        others = type(self).objects.exclude(translation_key=self.translation_key)
        taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        return slug


class Theme(Term):
    """What an initiative is about."""

    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Audience(Term):
    """Whom an initiative is for."""

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
