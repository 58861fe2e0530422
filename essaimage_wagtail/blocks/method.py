"""The blocks of a method's introduction, of the instructions of a step, and of its checklist."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import paragraph
from .documents import DocumentsBlock
from .narrative import TextBlock
from .pictures import GalleryBlock, PictureBlock
from .video import VideoBlock
from .vigilance import VigilanceBlock
from .voices import QuotationBlock


class MethodBody(blocks.StreamBlock):
    text = TextBlock()
    vigilance = VigilanceBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    documents = DocumentsBlock()
    quotation = QuotationBlock()

    class Meta:
        required = False


class ChecklistBody(blocks.StreamBlock):
    """Items to tick. A tick is kept under the id of its item, which translations share."""

    item = paragraph(_("Item"), rows=1)

    class Meta:
        required = False
