"""Links from a page to many rows of a snippet, which editors choose one by one."""

from ..forms.many import ChosenManyField, ManyChooser
from .fields import CountedManyToManyField


class ChosenManyToManyField(CountedManyToManyField):
    """A many-to-many field whose form searches rather than lists."""

    def formfield(self, **kwargs):
        widget = ManyChooser(self.related_model)
        return super().formfield(**{"form_class": ChosenManyField, "widget": widget, **kwargs})
