"""Facets that a site adds, each declared here and nowhere else."""

from essaimage_wagtail.choices import DirectoryContent, Scope
from essaimage_wagtail.facets import ChoiceFacet, Facet
from essaimage_wagtail.models import SheetFields

from .models import ArticlePage


class DecadeFacet(Facet):
    def labels(self, values, lookup):
        return {value: f"Les années {value}" for value in values if value != "1990"}


DECADE = DecadeFacet(
    "decade", "Décennie", {ArticlePage: lambda page, batch: [f"{page.year // 10}0"] if page.year else []}
)
PINNED = Facet("pinned", "Épinglé")
"""Its values are those of a ``FilterField``."""
REACH = ChoiceFacet(
    "reach",
    "Portée",
    Scope,
    {SheetFields: "scope"},
    lists=[DirectoryContent.EVERYTHING, DirectoryContent.SHEETS],
    secondary=True,
)
"""Of a field that sheets have."""
