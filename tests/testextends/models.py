"""This site's own sheet, with a field and a panel more, and sections of its own."""

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Page
from wagtail.search import index

from essaimage_wagtail.mixins import SheetMixin
from essaimage_wagtail.models import SheetBodyField, SheetCommonLink

from .blocks import SiteSheetBody


class InitiativeBody(SiteSheetBody):
    recipe = blocks.StructBlock([("steps", blocks.TextBlock(required=False))])


class InitiativeBodyField(SheetBodyField):
    body = InitiativeBody


class MottoMixin(SheetMixin):
    """A sheet with a motto."""

    motto = models.CharField("motto", max_length=100, blank=True)
    body = InitiativeBodyField(verbose_name="sections", blank=True)

    identity_panels = [*SheetMixin.identity_panels, FieldPanel("motto")]

    class Meta:
        abstract = True


class InitiativeTag(ItemBase):
    tag = models.ForeignKey("taggit.Tag", related_name="initiative_tags", on_delete=models.CASCADE)
    content_object = ParentalKey("testextends.InitiativePage", related_name="tagged_items", on_delete=models.CASCADE)


class InitiativeCommon(SheetCommonLink):
    initiative = ParentalKey("testextends.InitiativePage", related_name="common_links", on_delete=models.CASCADE)


class InitiativePage(MottoMixin, Page):
    tags = ClusterTaggableManager(through=InitiativeTag, blank=True)

    edit_handler = MottoMixin.get_edit_handler_for([FieldPanel("tags")], [InlinePanel("common_links")])
    search_fields = [*Page.search_fields, index.SearchField("pitch"), index.SearchField("body")]
    template = "testextends/initiative_page.html"
