"""The form of a territory, which places it in the tree."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ..forms.choosers import SnippetChooser
from ..models.territory import MAX_DEPTH, Level, Territory, latin

TWIN = _("“%(name)s” is there already: choose it by its name instead of adding it again.")


class BaseTerritoryForm(WagtailAdminModelForm):
    """The form of a territory without its names in other languages (see :func:`territory_form`)."""

    languages: dict[str, str] = {}

    parent = forms.ModelChoiceField(
        label=_("Lies in"),
        queryset=Territory.objects.all(),
        required=False,
        # A list to select from would hold every commune of a country; the chooser searches.
        widget=SnippetChooser(model=Territory, icon="globe"),
        help_text=_("The territory just above it. Leave it empty for a world region."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["parent"] = self.instance.get_parent()
        for language in self.languages:
            name = names_field(language)
            if name in self.fields:
                self.initial[name] = self.instance.names.get(language, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.clean_place(cleaned)
        self.refuse_twin(cleaned)
        given = [field for field in ("latitude", "longitude") if cleaned.get(field) is not None]
        if len(given) == 1 and not {"latitude", "longitude"} & self.errors.keys():
            missing = ({"latitude", "longitude"} - set(given)).pop()
            self.add_error(missing, _("A point needs both its latitude and its longitude."))
        return cleaned

    def clean_place(self, cleaned: dict[str, Any]) -> None:
        """Refuse a parent that is the territory itself, lies in it or is smaller, and a tree too deep."""
        parent, level = cleaned.get("parent"), cleaned.get("level")
        if parent is None:
            return
        if not self.instance._state.adding and parent.path.startswith(self.instance.path):
            self.add_error("parent", _("A territory cannot lie in itself or in a territory within it."))
        elif level and Level(parent.level).rank > Level(level).rank:
            self.add_error(
                "parent",
                _("%(parent)s is smaller (%(level)s): choose a wider territory.")
                % {"parent": parent, "level": parent.get_level_display()},
            )
        elif parent.depth + self.instance.height() > MAX_DEPTH:
            self.add_error("parent", _("Territories cannot lie more than %d deep in each other.") % MAX_DEPTH)

    def refuse_twin(self, cleaned: dict[str, Any]) -> None:
        """Refuse a second one of the same name and level in the same place: sheets would be split between them."""
        name, level, parent = (cleaned.get(field) for field in ("name", "level", "parent"))
        if not latin(name or "") or not level or self.errors:
            return
        around = parent.subtree() if parent else Territory.objects.filter(depth=1)
        same = around.filter(level=level, search_text__contains=f"| {latin(name)} |").exclude(pk=self.instance.pk)
        before = None if self.instance._state.adding else self.initial
        if before and (name, level) == (before.get("name"), before.get("level")) and parent == before.get("parent"):
            return  # It was so already: an old doubt does not keep an editor from saving something else.
        if twin := same.first():
            params = {"name": f"{twin}, {twin.within()}".removesuffix(", ")}
            self.add_error("name", ValidationError(TWIN, code="there", params=params))

    def save(self, commit: bool = True) -> Territory:
        territory = self.instance
        for language in self.languages:
            name = names_field(language)
            if name in self.cleaned_data:
                territory.names[language] = self.cleaned_data[name]
        if not commit:
            return super().save(commit=False)
        parent = self.cleaned_data.get("parent")
        with transaction.atomic():
            if territory._state.adding:
                parent.add_child(instance=territory) if parent else Territory.add_root(instance=territory)
            else:
                super().save()
                if "parent" in self.changed_data:
                    territory.place(parent)
        return territory


def names_field(language: str) -> str:
    """The form field for the name in a language."""
    return f"name_{language.replace('-', '_')}"


def territory_form(languages: dict[str, str]) -> type[BaseTerritoryForm]:
    """The form with one text field for each of the languages (label by code)."""
    fields = {
        names_field(language): forms.CharField(
            label=label,
            required=False,
            max_length=255,
            widget=forms.TextInput(attrs={"lang": language, "dir": "auto"}),
        )
        for language, label in languages.items()
    }
    return type("TerritoryForm", (BaseTerritoryForm,), {"languages": languages, **fields})
