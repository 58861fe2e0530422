"""A site's own page type and what it refers to: nothing here knows of the plugin."""

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet


@register_snippet
class Author(models.Model):
    name = models.CharField(max_length=100)
    secret = models.CharField(max_length=100, blank=True)

    def __str__(self):
        return self.name


class ArticlePage(Page):
    intro = models.CharField(max_length=200, blank=True)
    text = RichTextField(blank=True)
    body = StreamField([("paragraph", blocks.RichTextBlock()), ("note", blocks.CharBlock())], blank=True)
    author = models.ForeignKey(Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    readers = ParentalManyToManyField(Author, blank=True, related_name="+")
    kind = models.CharField(max_length=20, blank=True)
    pinned = models.BooleanField(default=False)
    day = models.DateField(null=True, blank=True)
    year = models.IntegerField(null=True, blank=True)
    private_notes = models.TextField(blank=True)
    # Named like what sheets have, and something else.
    themes = models.CharField(max_length=100, blank=True)
    cover = models.CharField(max_length=100, blank=True)
    territory = models.CharField(max_length=100, blank=True)
    status = models.JSONField(default=list, blank=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("intro", boost=3),
        index.SearchField("text"),
        index.SearchField("body"),
        index.SearchField("get_motto", boost=0.5),
        index.SearchField("themes"),
        index.AutocompleteField("kind"),
        index.FilterField("kind"),
        index.FilterField("pinned"),
        index.FilterField("year"),
        index.FilterField("author"),
        index.FilterField("day"),
        index.FilterField("territory"),
        index.RelatedFields("author", [index.SearchField("name")]),
        index.RelatedFields("readers", [index.SearchField("name"), index.FilterField("name")]),
        index.RelatedFields(
            "links", [index.SearchField("label"), index.RelatedFields("to", [index.SearchField("name")])]
        ),
        index.RelatedFields("remarks", [index.SearchField("words")]),
        index.RelatedFields("postscripts", [index.SearchField("words")]),
    ]

    def get_motto(self):
        return "Toujours plus loin"


class ArticleLink(Orderable):
    page = ParentalKey(ArticlePage, related_name="links", on_delete=models.CASCADE)
    label = models.CharField(max_length=100)
    to = models.ForeignKey(Author, null=True, on_delete=models.SET_NULL, related_name="+")


class Remark(models.Model):
    """Written while the page stays as it was published."""

    page = models.ForeignKey(ArticlePage, related_name="remarks", on_delete=models.CASCADE)
    words = models.CharField(max_length=100)

    def __str__(self):
        return self.words


class Postscript(models.Model):
    """As a remark, of any page."""

    page = models.ForeignKey(Page, related_name="postscripts", on_delete=models.CASCADE)
    words = models.CharField(max_length=100)

    def __str__(self):
        return self.words


class Discount(models.Model):
    """Related as offers are to commons, and something else."""

    page = models.ForeignKey(ArticlePage, related_name="offers", on_delete=models.CASCADE)
    words = models.CharField(max_length=100)

    def __str__(self):
        return self.words


class DescribedPage(Page):
    class Meta:
        abstract = True


class LandingPage(DescribedPage, Page):
    """As Wagtail CRX has it: an abstract page type, and ``Page`` once more."""


class PartnerPage(LandingPage):
    partner = models.CharField(max_length=100, blank=True)

    search_fields = [*Page.search_fields, index.SearchField("partner")]


class BarePage(Page):
    """Declares nothing."""
