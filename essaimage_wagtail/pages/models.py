"""The ready-made page types. Everything they do is in :mod:`essaimage_wagtail.mixins`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField

from ..admin.panels import FieldPanel, InlinePanel
from ..mixins import CloudMixin, CommonMixin, DirectoryMixin, MethodMixin, MethodStepMixin, SheetMixin
from ..models import CommonLink, CommonOfferMixin, SheetCommonLink

__all__ = [
    "CloudPage",
    "CommonOffer",
    "CommonPage",
    "DirectoryPage",
    "MethodPage",
    "MethodStepPage",
    "SheetCommon",
    "SheetPage",
    "SheetTag",
    "StepCommon",
]


class OwnPage(Page):
    """A page that Wagtail's ``Page`` knows by the name of our app: a site may have a ``SheetPage`` too."""

    page_ptr = models.OneToOneField(
        Page, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="%(app_label)s_%(class)s"
    )

    class Meta:
        abstract = True


class SheetTag(ItemBase):
    # taggit asks for tags by this name: "+" would be that of another table, of a site that has one by "+" too.
    tag = models.ForeignKey("taggit.Tag", related_name="essaimage_sheet_tags", on_delete=models.CASCADE)
    content_object = ParentalKey("essaimage_pages.SheetPage", related_name="tagged_items", on_delete=models.CASCADE)


class SheetCommon(SheetCommonLink):
    sheet = ParentalKey("essaimage_pages.SheetPage", related_name="common_links", on_delete=models.CASCADE)


class SheetPage(SheetMixin, OwnPage):
    tags = ClusterTaggableManager(
        through=SheetTag,
        related_name="essaimage_sheets",
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

    edit_handler = SheetMixin.get_edit_handler_for(
        [FieldPanel("tags")],
        [InlinePanel("common_links", heading=_("Commons used or produced"), label=_("Common"))],
    )
    search_fields = [*Page.search_fields, index.SearchField("pitch"), index.SearchField("body")]
    template = "essaimage_wagtail/pages/sheet_page.html"

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")


class MethodPage(MethodMixin, OwnPage):
    edit_handler = MethodMixin.get_edit_handler_for()
    search_fields = [*Page.search_fields, index.SearchField("pitch"), index.SearchField("body")]
    subpage_types = ["essaimage_pages.MethodStepPage"]
    template = "essaimage_wagtail/pages/method_page.html"

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")


class StepCommon(CommonLink):
    step = ParentalKey("essaimage_pages.MethodStepPage", related_name="common_links", on_delete=models.CASCADE)


class MethodStepPage(MethodStepMixin, OwnPage):
    content_panels = [
        *Page.content_panels,
        *MethodStepMixin.step_panels,
        InlinePanel("common_links", heading=_("Commons to use"), label=_("Common")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("purpose"), index.SearchField("instructions")]
    parent_page_types = ["essaimage_pages.MethodPage"]
    subpage_types = []
    template = "essaimage_wagtail/pages/method_step_page.html"

    class Meta:
        verbose_name = _("step of a method")
        verbose_name_plural = _("steps of methods")


class CommonOffer(CommonOfferMixin):
    common = ParentalKey("essaimage_pages.CommonPage", related_name="offers", on_delete=models.CASCADE)

    class Meta(CommonOfferMixin.Meta):
        verbose_name = _("offer or need")
        verbose_name_plural = _("offers and needs")


class CommonPage(CommonMixin, OwnPage):
    edit_handler = CommonMixin.get_edit_handler_for(
        [InlinePanel("offers", heading=_("Offers and needs"), label=_("Offer or need"))]
    )
    search_fields = [*Page.search_fields, index.SearchField("pitch"), index.SearchField("description")]
    template = "essaimage_wagtail/pages/common_page.html"

    class Meta:
        verbose_name = _("common")
        verbose_name_plural = _("commons")


class CloudPage(CloudMixin, OwnPage):
    content_panels = [*Page.content_panels, *CloudMixin.cloud_panels]
    template = "essaimage_wagtail/pages/cloud_page.html"

    class Meta:
        verbose_name = _("cloud of initiatives")
        verbose_name_plural = _("clouds of initiatives")


class DirectoryPage(DirectoryMixin, OwnPage):
    content_panels = [*Page.content_panels, *DirectoryMixin.directory_panels]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    template = "essaimage_wagtail/pages/directory_page.html"

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")
