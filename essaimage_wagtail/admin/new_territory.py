"""A new territory from the chooser: its name, and what it lies in.

What the package's list of communes knows of a town of France comes along (codes, postcodes, point), so that it is the
same town on every site.
"""

import csv
from decimal import Decimal
from importlib.resources import files
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models.territory import INSEE, Level, Territory, latin
from .adding import AddingViewSetMixin, NewRowForm
from .named import NamedField
from .territory_form import BaseTerritoryForm

COMMUNES = files("essaimage_wagtail") / "data" / "territories" / "FR-communes.csv"
WHERE = _("Write what it lies in, for example its département or region.")
WHICH = _("There are several “%(name)s”: write what it lies in, for example %(some)s.")


def communes_called(name: str) -> list[dict[str, str]]:
    """The communes of France with this name, as the package's file describes them."""
    wanted = latin(name)
    rows = csv.DictReader(StringIO(COMMUNES.read_text("utf-8"), newline=""))
    return [row for row in rows if latin(row["name"]) == wanted] if wanted else []


class NewTerritoryForm(NewRowForm, BaseTerritoryForm):
    parent = NamedField("territory", label=_("Lies in"), help_text=WHERE)

    class Meta:
        model = Territory
        fields = ("name", "level")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("level", Level.CITY)
        self.order_fields(["name", "parent", "level"])

    def clean(self) -> dict[str, Any]:
        name, level = self.cleaned_data.get("name", ""), self.cleaned_data.get("level")
        communes = communes_called(name) if level == Level.CITY and "parent" not in self.errors else []
        if communes:
            self._place(name, communes)
        if not self.cleaned_data.get("parent") and "parent" not in self.errors and level != Level.WORLD_REGION:
            self.add_error("parent", WHERE)
        cleaned = super().clean()
        if not self.errors:
            self._complete(communes, cleaned)
        return cleaned

    def _place(self, name: str, communes: list[dict[str, str]]) -> None:
        """Take as parent the one that the list of communes gives, within the editor's choice; if several fit, ask
        which."""
        said = self.cleaned_data.get("parent")
        parents = list(Territory.objects.filter(code__in={row["parent_code"] for row in communes}))
        if said:
            parents = [parent for parent in parents if parent.path.startswith(said.path)]
        if len(parents) == 1:
            self.cleaned_data["parent"] = parents[0]
        elif parents:
            some = " / ".join(map(str, parents[:3]))
            self.add_error("parent", ValidationError(WHICH, code="several", params={"name": name, "some": some}))

    def _complete(self, communes: list[dict[str, str]], cleaned: dict[str, Any]) -> None:
        """Take from the list what it knows of this commune, unless another territory has its code."""
        parent = cleaned["parent"]
        known = [row for row in communes if parent and row["parent_code"] == parent.code]
        if not known or Territory.objects.filter(code=known[0]["code"]).exists():
            return
        (row,) = known
        territory = self.instance
        cleaned["name"], territory.code = row["name"], row["code"]
        territory.insee_code = row["code"].removeprefix(INSEE)
        territory.postcodes = row["postcodes"]
        languages = {column[5:]: text for column, text in row.items() if column.startswith("name_") and text}
        territory.names = {**languages, **territory.names}
        if row["latitude"]:
            territory.latitude, territory.longitude = Decimal(row["latitude"]), Decimal(row["longitude"])


class AddingTerritoryMixin(AddingViewSetMixin):
    creation_form_class = NewTerritoryForm
    creation_tab_label = _("New territory")
