"""The ready-made page types. Everything they do is in the mixins of :mod:`essaimage_wagtail.models`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField

from ..models import DirectoryMixin, SheetMixin


class SheetTag(ItemBase):
    tag = models.ForeignKey("taggit.Tag", related_name="+", on_delete=models.CASCADE)
    content_object = ParentalKey("essaimage_pages.SheetPage", related_name="tagged_items", on_delete=models.CASCADE)


class SheetPage(SheetMixin, Page):
    tags = ClusterTaggableManager(
        through=SheetTag,
        blank=True,
        verbose_name=_("free tags"),
        help_text=_("Words that no theme covers, separated by commas."),
    )

    override_translatable_fields = [
        *SheetMixin.override_translatable_fields,
        # Words of one language: neither translated, nor copied over those of a translation.
        BaseTranslatableField("tags"),
        BaseTranslatableField("tagged_items"),
    ]

    edit_handler = SheetMixin.get_edit_handler_for([FieldPanel("tags")])
    search_fields = [*Page.search_fields, index.SearchField("pitch"), index.SearchField("body")]
    template = "essaimage_wagtail/pages/sheet_page.html"

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")


class DirectoryPage(DirectoryMixin, Page):
    content_panels = [*Page.content_panels, *DirectoryMixin.directory_panels]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    template = "essaimage_wagtail/pages/directory_page.html"

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")
