"""Links from a page to many rows of a snippet, which editors choose one by one."""

from modelcluster.fields import ParentalManyToManyField

from ..admin.chosen import ChosenManyField, ManyChooser


class ChosenManyToManyField(ParentalManyToManyField):
    """A ``ParentalManyToManyField`` whose form searches rather than lists; for migrations it is one."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "modelcluster.fields.ParentalManyToManyField", args, kwargs

    def formfield(self, **kwargs):
        widget = ManyChooser(self.related_model)
        return super().formfield(**{"form_class": ChosenManyField, "widget": widget, **kwargs})
