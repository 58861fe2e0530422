"""Lists that are edited as a table: one line for each entry; its other fields unfold on demand.

Wagtail draws every entry and every field of it; ``js/rows/block.js`` puts the fields of a list's columns on one line.
Values, ids, comments, validation and storage stay Wagtail's.
"""

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.field_block import BaseChoiceBlock
from wagtail.blocks.list_block import ListBlockAdapter

from .base import EntriesBlock

SHARES = (
    (BaseChoiceBlock, 1.6),
    ((blocks.IntegerBlock, blocks.BooleanBlock), 0.9),
    ((blocks.DecimalBlock, blocks.FloatBlock, blocks.TimeBlock), 1.3),
    (blocks.DateBlock, 1.5),
    (blocks.TextBlock, 3.2),
)
SCRIPTS = ("clipboard", "matching", "message", "pasting", "block")


class EntriesBlockAdapter(ListBlockAdapter):
    """Gives Wagtail's editor a list with its columns and the words of its table, in the editor's language."""

    js_constructor = "essaimage_wagtail.EntriesBlock"

    def js_args(self, block):
        name, child, initial, meta = super().js_args(block)
        columns = block.columns()
        if columns:
            fields = [block.child_block.child_blocks[column] for column in columns]
            rows = {
                "columns": columns,
                "shares": shares(fields),
                "words": words(),
                "limit": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
            }
            meta = {**meta, "essaimageRows": rows}
        return [name, child, initial, meta]

    @cached_property
    def media(self):
        scripts = [versioned_static(f"essaimage_wagtail/js/rows/{name}.js") for name in SCRIPTS]
        return super().media + forms.Media(
            js=scripts, css={"all": [versioned_static("essaimage_wagtail/css/rows.css")]}
        )


def shares(fields):
    """The share of a line's width that each of these blocks needs; the first text, which names the entry, most."""
    name = next((field for field in fields if isinstance(field, blocks.CharBlock)), None)
    return [3.2 if field is name else _share(field) for field in fields]


def _share(field):
    kinds = (share for kinds, share in SHARES if isinstance(field, kinds))
    return next(kinds, 2.4)


def words():
    """What the table says, in the language that is active. ``{…}`` are filled in by its script."""
    return {
        "add": gettext("Add a line"),
        "paste": gettext("Paste a table"),
        "more": pgettext("of a line of a table", "More"),
        "keys": gettext("Enter goes to the next line, or adds one. Alt + Shift + arrow up or down moves the line."),
        "how": gettext(
            "Copy lines in a spreadsheet or a word processor and paste them here, or into any cell. Columns are "
            "recognised by their titles; without titles they are taken in this order:"
        ),
        "added": gettext("Lines added: {count}."),
        "adding": gettext("{done} of {count} lines…"),
        "deleted": gettext("The line is deleted."),
        "undo": gettext("Undo"),
        "close": gettext("Close"),
        "place": gettext("Line {line} of {count}"),
        "unplaced": gettext("This has found no place. Copy it from here, or close this message:"),
        "noColumn": gettext("Line {line}: there is no column for “{text}”."),
        "noChoice": gettext("Line {line}, {column}: “{text}” is not one of the choices."),
        "notText": gettext("Line {line}, {column}: “{text}” cannot be pasted, choose it in the form."),
        "around": gettext("Outside the table: “{text}”."),
        "tooMany": gettext(
            "This table has {count} lines, and this page can hold {room} more. Nothing was added: paste fewer lines, "
            "or attach the table as a document."
        ),
        "noTable": gettext("There is no table in what you pasted."),
        # Translators: what people write in a column for “yes”, separated by commas
        "yes": gettext("yes, true, x"),
        # Translators: what people write in a column for “no”, separated by commas
        "no": gettext("no, false"),
    }


register(EntriesBlockAdapter(), EntriesBlock)
