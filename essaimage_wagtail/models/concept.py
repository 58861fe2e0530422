"""Concepts: what the same thing is called in several languages, so that a search in one finds pages in the others.

Themes, audiences and usages are concepts by their translations, and have no rows here.
"""

from collections.abc import Iterable
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ..saving import SavedTogether
from ..search.analysis.analyzer import get_analyzer
from ..search.analysis.languages import fallbacks, normalise_code
from ..search.query.synonyms import MAX_SYNONYMS, split_synonyms, tidied
from ..search.tables import new_token
from .common import Usage
from .taxonomy import Audience, Theme


def free_key(text: str, taken: Iterable[str]) -> str:
    """A text as the key of a concept, numbered when another one has it."""
    base, taken = slugify(text, allow_unicode=True)[:80] or "concept", set(taken)
    numbered = (f"{base}-{number}" for number in count(2))
    return next(key for key in chain([base], numbered) if key not in taken)


class VocabularyState(models.Model):
    """One row, which is changed with every concept and term: processes that keep them in memory then
    read them again."""

    token = models.BigIntegerField(default=new_token)

    def __str__(self) -> str:
        return str(self.token)


class Concept(SavedTogether, ClusterableModel):
    """Something that has names in several languages.

    Searches notice ``save()`` and ``delete()`` of rows; code that writes rows in another way calls
    :func:`vocabulary_changed`.
    """

    key = models.SlugField(
        _("key"),
        max_length=100,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("What identifies it in files, and stays the same. Made from the first name if left empty."),
    )
    broader = models.ForeignKey(
        "self",
        verbose_name=_("broader concept"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="narrower",
        help_text=_("A search for the broader one finds this one too. For example, for “cargo bike”: bicycle"),
    )
    uri = models.CharField(_("address in another vocabulary"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language, else its first name, else the key."""
        names = {label.language: label.name for label in self.labels.all()}
        own = (names[code] for code in fallbacks(normalise_code(get_language() or "")) if code in names)
        return next(own, next(iter(names.values()), self.key))

    def clean(self) -> None:
        super().clean()
        above = self.broader
        seen = set()
        while above is not None and above.pk not in seen:
            if above.pk == self.pk and self.pk is not None:
                raise ValidationError({"broader": _("This concept would be broader than itself.")})
            seen.add(above.pk)
            above = above.broader

    def save(self, *args, **kwargs):
        if not self.key:
            first = next((label.name for label in self.labels.all()), "")
            self.key = free_key(first, Concept.objects.exclude(pk=self.pk).values_list("key", flat=True))
        super().save(*args, **kwargs)


class DeletedConcept(models.Model):
    """A concept that somebody deleted: loading the set to begin with leaves it out from then on."""

    key = models.CharField(max_length=100, blank=True)
    uri = models.CharField(max_length=500, blank=True)
    """Its address in another vocabulary, by which files identify a concept that has one."""

    def __str__(self) -> str:
        return self.uri or self.key


class ConceptLabel(models.Model):
    """What a concept is called in one language."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    synonyms = models.TextField(
        _("other words"),
        blank=True,
        help_text=_("What people also call it, separated by commas. Plurals and other forms are found by themselves."),
    )

    class Meta:
        verbose_name = _("name of a concept")
        verbose_name_plural = _("names of concepts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["concept", "language"], name="essaimage_concept_named_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> list[str]:
        """The name, and the other words."""
        return [self.name, *split_synonyms(self.synonyms)]

    def clean(self) -> None:
        """Write the words in one way; raise ``ValidationError`` for what a search could not heed."""
        self.language = normalise_code(self.language)
        self.name = tidied(self.name)
        analyzer = get_analyzer(self.language)
        others = [text for text in split_synonyms(self.synonyms) if text.lower() != self.name.lower()]
        self.synonyms = ", ".join(others)
        problems = {}
        if not analyzer.forms(self.name):
            problems["name"] = _("There is no word in this. Write one as people type it, for example “bike”.")
        without = [text for text in others if not analyzer.forms(text)]
        if without:
            problems["synonyms"] = _("There is no word in “%(text)s”.") % {"text": without[0]}
        elif len(others) > MAX_SYNONYMS:
            problems["synonyms"] = _("Give at most %(number)s synonyms of a word.") % {"number": MAX_SYNONYMS}
        if problems:
            raise ValidationError(problems)


@receiver(post_delete, sender=Concept, dispatch_uid="essaimage_concept_deleted")
def remember_deletion(instance: Concept, using: str | None = None, **kwargs: object) -> None:
    DeletedConcept.objects.using(using).create(key=instance.key, uri=instance.uri)


@receiver(post_save, sender=Concept, dispatch_uid="essaimage_concept_made_again")
def forget_deletion(instance: Concept, created: bool, using: str | None = None, **kwargs: object) -> None:
    """Drop the note of a deletion once somebody enters the concept again."""
    if created:
        deletions_of([instance], using).delete()


def deletions_of(concepts: "Iterable[Concept]", using: str | None = None) -> "models.QuerySet[DeletedConcept]":
    """The notes that these concepts were deleted, found by their addresses, else by their keys."""
    concepts = list(concepts)
    return DeletedConcept.objects.using(using).filter(
        models.Q(uri__in={concept.uri for concept in concepts if concept.uri})
        | models.Q(uri="", key__in={concept.key for concept in concepts if not concept.uri})
    )


@receiver([post_save, post_delete], sender=Concept, dispatch_uid="essaimage_concept")
@receiver([post_save, post_delete], sender=ConceptLabel, dispatch_uid="essaimage_concept_label")
@receiver([post_save, post_delete], sender=Theme, dispatch_uid="essaimage_concept_theme")
@receiver([post_save, post_delete], sender=Audience, dispatch_uid="essaimage_concept_audience")
@receiver([post_save, post_delete], sender=Usage, dispatch_uid="essaimage_concept_usage")
def vocabulary_changed(sender: type | None = None, using: str | None = None, **kwargs: object) -> None:
    """Have every process read concepts and terms again, once the transaction at hand is committed."""
    VocabularyState.objects.using(using).update_or_create(pk=1, defaults={"token": new_token()})
