"""What the form of a method's step needs."""

from django import forms

from ..models import ProjectFrame


def sections():
    """The sections that a sheet can have: ``[(name, label)]``, after an empty choice."""
    blocks = ProjectFrame._meta.get_field("body").stream_block.child_blocks
    return [("", "---------"), *((name, block.label) for name, block in blocks.items())]


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
