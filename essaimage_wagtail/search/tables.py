"""The index's own tables: what is stored of each document beside its tokens.

The tokens live in tables that each database makes in its own way (FTS5 or ``tsvector``), see the
migration ``0002_search_index`` and :mod:`.engines.database`. Nothing here refers to another model: a document
is named by its key alone.
"""

import secrets
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ..saving import SavedTogether
from .analysis.analyzer import Form, get_analyzer
from .analysis.languages import normalise_code
from .query.synonyms import MAX_SYNONYMS, split_synonyms, tidied


class IndexState(models.Model):
    """One row: which of the two generations answers, and since which change the other is being built."""

    active = models.SmallIntegerField(default=0)
    building_since = models.BigIntegerField(null=True)
    """Primary key of the last :class:`IndexChange` before a rebuild began; null when none is under way."""

    def __str__(self) -> str:
        return f"generation {self.active}"


NO_DOCUMENT = -1
"""The primary key of no document."""


def new_token() -> int:
    """A number that tells a change from another that got the same primary key after a rollback."""
    return secrets.randbits(62)


class IndexChange(models.Model):
    """A document of the active generation that was written or deleted: processes that keep columns of the
    index in memory (see :mod:`.engines.database.columns`) read from it what to read again."""

    document_id = models.BigIntegerField()
    """0 for a change of :class:`SearchWord`; :data:`NO_DOCUMENT` for a document that was not there."""
    key = models.CharField(max_length=100)
    token = models.BigIntegerField(default=new_token)

    def __str__(self) -> str:
        return self.key


class IndexedDocument(models.Model):
    """What searches filter, count and sort documents by."""

    generation = models.SmallIntegerField()
    key = models.CharField(max_length=100)
    language = models.CharField(max_length=20)
    checksum = models.CharField(max_length=32)
    analysis = models.CharField(max_length=16, default="")
    """The mark of the analysis that made its tokens (see :func:`.types.analysis_mark`): under another they
    are stale."""
    path = models.CharField(max_length=255)
    audience = models.CharField(max_length=100)
    valid_from = models.FloatField(null=True)
    valid_until = models.FloatField(null=True)
    date = models.FloatField(null=True)
    reviewed = models.FloatField(null=True)
    """Times are seconds since 1970, UTC."""
    sort_title = models.CharField(max_length=255)
    """The title's words, folded."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    facets = models.TextField()
    """JSON object of lists of values."""
    numbers = models.TextField()
    """JSON object of numbers."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "generation"], name="essaimage_document_once")]
        indexes = [models.Index(fields=["generation", "language"], name="essaimage_document_language")]

    def __str__(self) -> str:
        return self.key


class IndexedText(models.Model):
    """What is shown of a document, and what its tokens were made of; apart, so that loading columns reads no text."""

    document = models.OneToOneField(IndexedDocument, models.CASCADE, primary_key=True, related_name="text")
    title = models.TextField()
    summary = models.TextField()
    body = models.TextField()
    rest = models.TextField()

    def __str__(self) -> str:
        return self.title


class IndexedWord(models.Model):
    """A word that some document of a language holds, or held: spelling and compounds are looked up here.

    Rows are only ever added while the site goes on, so that two people who publish at once wait for each other only
    if both bring the same new word; what offers a word checks that a document in scope still has it.
    """

    language = models.CharField(max_length=20)
    word = models.CharField(max_length=64)
    """Lower case, without accents."""
    display = models.CharField(max_length=64)
    """The word as it was first met, in lower case."""
    tail = models.CharField(max_length=64)
    """The stem reversed, so that compounds ending alike are neighbours; empty in languages without compounds."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="essaimage_word_once")]
        indexes = [models.Index(fields=["language", "tail"], name="essaimage_word_tail", condition=~models.Q(tail=""))]

    def __str__(self) -> str:
        return self.display


class OutboxEntry(models.Model):
    """What an index on another server is to hold under one key, and whether it was told so.

    The row of a document that was deleted stays, so that a later change of it has a higher version.
    """

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        WAITING = "waiting", _("Waits")
        SET_ASIDE = "set aside", _("Set aside")
        """The server refused it for what is in it: it is not sent again by itself."""

    key = models.CharField(max_length=100, unique=True)
    version = models.BigIntegerField()
    """The version of the last change, higher than those before it: microseconds since 1970, unless the clock was set
    back."""
    is_present = models.BooleanField()
    """Whether the document exists, or was deleted."""
    checksum = models.CharField(max_length=32)
    """The document's checksum (see :func:`.types.checksum`); empty where there is no document."""
    document = models.TextField(default="")
    """JSON of a document that was not sent yet (see :mod:`.outbox.payload`); empty otherwise."""
    title = models.CharField(max_length=255, default="")
    state = models.CharField(max_length=10)
    """A value of :class:`State`."""
    since = models.DateTimeField()
    """When it was last changed."""
    due = models.DateTimeField()
    """When it is to be sent, or sent again: nobody else takes it before that while it is under way."""
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(default="")
    """Why it was not sent when that was last tried."""

    class Meta:
        verbose_name = _("change for the search index")
        verbose_name_plural = _("changes for the search index")
        indexes = [
            models.Index(fields=["due"], name="essaimage_outbox_due", condition=models.Q(state="waiting")),
            models.Index(fields=["since"], name="essaimage_outbox_since", condition=~models.Q(state="sent")),
        ]

    def __str__(self) -> str:
        return self.title or self.key


class SearchWord(SavedTogether):
    """What a site knows better than the analysis about a word of one language; searches heed it at once.

    ``save()`` and ``delete()``, of rows or of querysets, are noticed; ``update()`` and ``bulk_create()`` are not.
    """

    language = models.CharField(_("language"), max_length=20)
    word = models.CharField(_("word"), max_length=64)
    synonyms = models.TextField(
        _("synonyms"),
        blank=True,
        help_text=_(
            "Words that mean the same, separated by commas: a search for one finds the others. "
            "For example, for “bike”: bicycle, cycle"
        ),
    )
    as_written = models.BooleanField(
        _("search as written"),
        default=False,
        help_text=_(
            "Do not take this word for a form of another one. For example, tick it for “Communes” if it must not "
            "find “commun”."
        ),
    )

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="essaimage_search_word_once")]

    def __str__(self) -> str:
        return self.word

    def clean(self) -> None:
        """Write the words in one way; raise ``ValidationError`` for what a search could not heed."""
        self.language = normalise_code(self.language)
        given, self.word = self.word, tidied(self.word)
        analyzer = get_analyzer(self.language)
        forms = analyzer.forms(self.word)
        others = [text for text in split_synonyms(self.synonyms) if text.lower() != self.word.lower()]
        self.synonyms = ", ".join(others)
        problems: dict[str, Any] = {}
        if given and not forms:  # the field itself refuses an empty word
            problems["word"] = _("There is no word in this. Write one as people type it, for example “bike”.")
        elif forms and (other := self._row_of_same_words(forms)):
            problems["word"] = _("The row for “%(word)s” is for this word too: change that one.") % {"word": other}
        if self.as_written and len(forms) > 1:
            problems["as_written"] = _(
                "Only a single word can be searched as written. Several words are when they are typed “between "
                "quotation marks”."
            )
        without = [text for text in others if not analyzer.forms(text)]
        if without:
            problems["synonyms"] = _("There is no word in “%(text)s”.") % {"text": without[0]}
        elif len(others) > MAX_SYNONYMS:
            problems["synonyms"] = _("Give at most %(number)s synonyms of a word.") % {"number": MAX_SYNONYMS}
        elif not others and not self.as_written:
            problems["synonyms"] = _("Give a synonym, or tick “search as written”: else nothing changes.")
        if problems:
            raise ValidationError(problems)

    def _row_of_same_words(self, forms: list[Form]) -> str | None:
        """The word of another row that is for the same words, in any accents, capitals and endings. A word that is
        searched as written is apart from its other forms."""
        analyzer = get_analyzer(self.language)
        rows = SearchWord.objects.filter(language=self.language).exclude(pk=self.pk)
        for word, as_written in rows.values_list("word", "as_written"):
            pairs = list(zip_longest(forms, analyzer.forms(word)))
            if all(one and other and one.surface == other.surface for one, other in pairs):
                return word
            if not (as_written or self.as_written) and all(
                one and other and _alike(one, other) for one, other in pairs
            ):
                return word
        return None


def _alike(one: Form, other: Form) -> bool:
    """Whether searches take two words for one."""
    if not (one.main and other.main):
        return one.surface == other.surface
    return not {one.main, *one.variants}.isdisjoint((other.main, *other.variants))


@receiver([post_save, post_delete], sender=SearchWord, dispatch_uid="essaimage_search_word")
def _search_word_changed(sender: type, instance: SearchWord, using: str, **kwargs: object) -> None:
    IndexChange.objects.using(using).create(document_id=0, key="")
