"""The index's own tables: what is stored of each document beside its tokens.

The tokens live in a table that each database makes in its own way (FTS5 or ``tsvector``), see the
migration ``0002_search_index`` and :mod:`.engines`. Nothing here refers to another model: a document
is named by its key alone.
"""

from django.db import models

__all__ = ["IndexedDocument", "IndexedText", "IndexedWord"]


class IndexedDocument(models.Model):
    """The narrow row that every hit is joined with: what filters, counts and sorts."""

    key = models.CharField(max_length=100, unique=True)
    language = models.CharField(max_length=20, db_index=True)
    checksum = models.CharField(max_length=32)
    path = models.CharField(max_length=255)
    audience = models.CharField(max_length=100)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    sort_date = models.BigIntegerField(null=True)
    """Seconds since 1970, UTC."""
    sort_title = models.CharField(max_length=255)
    """The title's words, folded."""
    facets = models.TextField()
    """JSON object of lists of values."""

    def __str__(self) -> str:
        return self.key


class IndexedText(models.Model):
    """What is shown of a document; apart, so that a broad search does not read every text."""

    document = models.OneToOneField(IndexedDocument, models.CASCADE, primary_key=True, related_name="text")
    title = models.TextField()
    summary = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title


class IndexedWord(models.Model):
    """A word that some document of a language holds, or held: spelling and compounds are looked up here.

    Rows are only ever added, so that two people who publish at once never wait for each other; whoever
    offers a word checks that a document in scope still has it.
    """

    language = models.CharField(max_length=20)
    word = models.CharField(max_length=64)
    """Lower case, without accents."""
    display = models.CharField(max_length=64)
    """As it was first met, in lower case."""
    tail = models.CharField(max_length=64)
    """The stem reversed, so that compounds ending alike are neighbours; empty in languages without compounds."""
    grams = models.TextField()
    """Trigrams that begin with the language, separated by spaces."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="essaimage_word_once")]
        indexes = [models.Index(fields=["language", "tail"], name="essaimage_word_tail")]

    def __str__(self) -> str:
        return self.display
