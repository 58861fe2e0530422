"""The panel of a sheet's sections: each field says what the project frame asks there."""

from django.utils.translation import get_language
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.base import BlockWidget

from ..frames import asking, frame_for, translation_of


class SectionsPanel(FieldPanel):
    """The questions are those of the frame of the sheet's method, in the editor's language where it has them.

    They are put into the form when it is shown: what is sent is read by the field's own blocks.
    """

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            frame = frame_for(self.instance, self.instance.locale) if self.bound_field else None
            if frame is not None:
                field = self.bound_field.field
                frame = translation_of(frame, get_language())
                field.block = asking(field.block, [frame.body], frame.locale.language_code)
                field.widget = BlockWidget(field.block)
