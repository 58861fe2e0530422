"""What Wagtail's “Compare” says of two versions: what changed and nothing else, in the editor's words and language.

Comparisons of the plugin's own model fields are registered with Wagtail, so that the panels of any site use them. Those
of Django's and Wagtail's fields belong to the panels of :mod:`.panels`.
"""

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from wagtail.admin.compare import FieldComparison, register_comparison_class

from ..comparing.contents import Part, part_of_field, part_of_list, part_of_rows, sections_of
from ..comparing.names import EditorsNames
from ..comparing.versions import as_it_is, compare_parts, named_in
from ..models import fields, typed
from ..models.chosen import ChosenManyToManyField
from ..models.keys import PageKeyField


class PartsComparison(FieldComparison):
    """A row of the table of Wagtail's view. Subclasses say which parts of a page it is about."""

    template_name = "essaimage_wagtail/admin/compared.html"

    def __init__(self, field, obj_a, obj_b):
        self.field = field
        self.old, self.new = (self.parts_of(row) for row in (obj_a, obj_b))

    def parts_of(self, row) -> dict[str, Part]:
        raise NotImplementedError

    @cached_property
    def names(self):
        return EditorsNames(named_in(self.old, self.new), get_language() or "")

    @cached_property
    def sections(self):
        return compare_parts(self.old, self.new, self.names)

    def has_changed(self):
        return bool(self.sections)

    def htmldiff(self):
        """The differences. Wagtail compares a row that is new or gone with itself: then all that it says is shown."""
        if self.sections:
            return render_to_string(self.template_name, {"sections": self.sections})
        changes = [change for part in self.new.values() for change in as_it_is(part, self.names)]
        return render_to_string(ValueComparison.template_name, {"sections": [{"changes": changes}]})


class StreamComparison(PartsComparison):
    """The sections that changed, each under its name."""

    def parts_of(self, row):
        return {part.name: part for part in sections_of(row, self.field)}


class ValueComparison(PartsComparison):
    """A date, a figure, a yes or no, a text with its layout, or a page that is named by its key."""

    template_name = "essaimage_wagtail/admin/compared_field.html"

    def parts_of(self, row):
        return {self.field.name: part_of_field(row, self.field)}


class ListComparison(PartsComparison):
    """Which tags or rows were added and taken away."""

    template_name = "essaimage_wagtail/admin/compared_field.html"

    def parts_of(self, row):
        return {self.field.name: part_of_list(row, self.field)}


class RowsComparison(PartsComparison):
    """Rows that belong to the page: those that came, went or changed. ``heading``: that of their panel."""

    template_name = "essaimage_wagtail/admin/compared_field.html"

    def __init__(self, heading, field, obj_a, obj_b):
        super().__init__(field, obj_a, obj_b)
        self.heading = heading

    def parts_of(self, row):
        return {self.field.name: part_of_rows(row, self.field)}

    def field_label(self):
        return capfirst(self.heading)


COMPARED = {
    fields.CodeDefinedStreamField: StreamComparison,
    fields.CountedManyToManyField: ListComparison,
    ChosenManyToManyField: ListComparison,
    PageKeyField: ValueComparison,
    typed.DateField: ValueComparison,
    typed.DegreesField: ValueComparison,
    typed.PositiveSmallIntegerField: ValueComparison,
}


def register():
    for field, comparison in COMPARED.items():
        register_comparison_class(field, comparison_class=comparison)
