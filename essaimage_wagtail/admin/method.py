"""What the form of a method's step needs."""

from django import forms

from ..blocks import SheetBody


def sections():
    """The sections that a sheet can have: ``[(name, label)]``, after an empty choice."""
    return [("", "---------"), *((name, block.label) for name, block in SheetBody().child_blocks.items())]


class FrameSectionSelect(forms.Select):
    """A section of the sheet, by the name of its block.

    The choices are the widget's, not the field's: a site that adds a block needs no migration. A name that
    no block has (any more) stays chosen until someone chooses another.
    """

    def __init__(self, attrs=None):
        super().__init__(attrs, choices=sections)

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        known = {option["value"] for _label, options, _index in groups for option in options}
        for lost in set(value) - known:
            option = self.create_option(name, lost, lost, True, len(groups), attrs=attrs)
            groups.append((None, [option], len(groups)))
        return groups
