"""News in two languages, with images and documents of the site's own."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page
from wagtail.search import index


class Picture(AbstractImage):
    credit = models.CharField(max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class File(AbstractDocument):
    note = models.CharField(max_length=200, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "note")


class NewsPage(Page):
    date = models.DateField()
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    intro = models.TextField()
    body = StreamField([("heading", CharBlock()), ("text", RichTextBlock())])

    content_panels = [*Page.content_panels, *map(FieldPanel, ("date", "picture", "intro", "body"))]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro", boost=2),
        index.SearchField("body"),
        index.FilterField("date"),
    ]
