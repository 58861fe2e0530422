"""Widgets of the admin's forms."""

from django import forms


class TermCheckboxes(forms.CheckboxSelectMultiple):
    """The terms of a vocabulary as check boxes: each term once, in the editor's language.

    A term has one row for each language; a page may hold any of them. The box of a term is ticked
    whichever row the page holds, and keeps that row.
    """

    def optgroups(self, name, value, attrs=None):
        queryset = self.choices.queryset.all()
        labels = queryset.labels()
        chosen = {labels[int(pk)].key: int(pk) for pk in value if pk and int(pk) in labels}
        shown = {}
        for pk, term in labels.items():
            row = chosen.get(term.key, pk)
            shown.setdefault(term.key, (row, term.label))
        subgroup = [
            (None, [self.create_option(name, row, label, row in chosen.values(), index, attrs=attrs)], index)
            for index, (row, label) in enumerate(sorted(shown.values(), key=lambda item: item[1].casefold()))
        ]
        return subgroup
