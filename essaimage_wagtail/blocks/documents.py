"""Documents to take away: files of the site, or addresses of files elsewhere."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .base import CompleteStructBlock, PassageBlock, PassageValue, attribution, entries, paragraph, text
from .choosers import DocumentChooserBlock
from .values import URLBlock


class DocumentBlock(CompleteStructBlock):
    document = DocumentChooserBlock(required=False, label=_("Document"))
    url = URLBlock(
        required=False, default="", label=_("Address"), help_text=_("If it is kept elsewhere: where to find it.")
    )
    title = text(_("Title"), _("Example: “Rules of the house, to adapt”. The file’s own title if empty."))
    description = paragraph(_("What it is for"), _("Example: “Two pages, signed by every new volunteer.”"))

    class Meta:
        label = _("Document")
        icon = "doc-full"
        label_format = "{title}"


class DocumentsValue(PassageValue):
    def rows(self):
        return self.filled_rows("documents")

    @property
    def is_blank(self):
        return not self.rows()


class DocumentsBlock(PassageBlock):
    title = text(_("Heading"), _("Leave empty for documents that continue the section above."))
    documents = entries(DocumentBlock(), _("Documents"))
    attribution = attribution()

    class Meta:
        label = _("Documents")
        description = _("Files to take away, of the site or elsewhere.")
        icon = "doc-full-inverse"
        template = "essaimage_wagtail/blocks/documents.html"
        value_class = DocumentsValue

    def get_preview_value(self):
        return self.normalize(
            {
                "title": gettext("To take away"),
                "documents": [
                    {
                        "url": "https://example.org/rules.odt",
                        "title": gettext("Rules of the house, to adapt"),
                        "description": gettext("Two pages, signed by every new volunteer."),
                    }
                ],
            }
        )
