"""Where a sheet's facts come from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import CompleteStructBlock, KeptCharBlock, SectionValue, text
from .values import URLBlock


class SourceBlock(CompleteStructBlock):
    title = text(_("Title"), _("Of the article, report or page; or who told you."))
    publisher = KeptCharBlock(required=False, default="", label=_("Publisher"))
    url = URLBlock(required=False, default="", label=_("Address"))
    date = text(_("Date"), _("Of the publication, as exactly as you know it."))

    class Meta:
        label = _("Source")
        icon = "link"
        template = "essaimage_wagtail/blocks/source.html"
        value_class = SectionValue
        label_format = "{title}"


class SourcesBody(blocks.StreamBlock):
    source = SourceBlock()

    class Meta:
        required = False
