"""Other people's words: a testimony from within, a quotation from outside."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .base import PassageBlock, paragraph
from .base import text as line
from .values import URLBlock


class TestimonyBlock(PassageBlock):
    __test__ = False  # pytest collects classes by this name

    text = paragraph(_("Testimony"), _("In their own words."), rows=4)
    speaker = line(
        _("Who speaks"),
        _("A role is enough, and safer than a name: “a volunteer of the first hour”."),
    )
    occasion = line(_("When and where it was said"))

    class Meta:
        label = _("Testimony")
        description = _("Someone who took part, in their own words.")
        icon = "comment"
        template = "essaimage_wagtail/blocks/testimony.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "text": gettext("I came for my toaster. I stayed for the people."),
                "speaker": gettext("A volunteer of the first hour"),
            }
        )


class QuotationBlock(PassageBlock):
    text = paragraph(_("Quotation"), rows=3)
    author = line(_("Author"), _("Of a published text: an article, a report, a book."))
    work = line(_("Title and date of the work"))
    url = URLBlock(required=False, default="", label=_("Address"))

    class Meta:
        label = _("Quotation")
        description = _("A passage of a published text, with its author and source.")
        icon = "openquote"
        template = "essaimage_wagtail/blocks/quotation.html"

    def get_preview_value(self):
        return self.normalize(
            {
                "text": gettext("What is shared is not used up."),
                "author": gettext("An old saying of gardeners"),
            }
        )
