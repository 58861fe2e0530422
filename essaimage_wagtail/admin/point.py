"""A point on the map in the admin's forms: two numbers, and beside them a map and the point of the territory.

Without JavaScript the numbers are all there is. ``js/point.js`` reads what is pasted into one of them,
``js/point-map.js`` has the buttons and the map.
"""

import json
from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from ..contexts.map import FILES
from ..contexts.tiles import tiles

POINT_PANELS = [
    FieldPanel(
        "latitude",
        help_text=gettext_lazy(
            "Decimal degrees from -90 (south) to 90 (north), for example 50.637. "
            "A pair that was copied from a map, or the address of a map, fills in both fields."
        ),
    ),
    FieldPanel(
        "longitude", help_text=gettext_lazy("Decimal degrees from -180 (west) to 180 (east), for example 3.063.")
    ),
]
"""The fields ``latitude`` and ``longitude`` of a model; a pair pasted into either is split by ``point.js``."""


class PointPanel(FieldRowPanel):
    """Both fields with a map to pick the point on. ``territory``: the form's field whose point can be taken, if any."""

    def __init__(self, children: Any = POINT_PANELS, *args: Any, territory: str = "", **kwargs: Any) -> None:
        super().__init__(children, *args, **kwargs)
        self.territory = territory

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "territory": self.territory}

    class BoundPanel(FieldRowPanel.BoundPanel):
        template_name = "essaimage_wagtail/admin/point_panel.html"
        media = forms.Media(js=["essaimage_wagtail/js/point-map.js"], css={"all": ["essaimage_wagtail/css/point.css"]})

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "config": self.config, "territory": self.territory}

        @property
        def territory(self) -> str:
            """The id of the territory's field, where this form has it."""
            name = self.panel.territory
            return self.form[name].id_for_label if name and self.form is not None and name in self.form.fields else ""

        @property
        def config(self) -> str:
            """What ``js/point-map.js`` needs, as JSON."""
            return json.dumps(
                {
                    "language": get_language(),
                    "territory": self.territory,
                    "spot": reverse("essaimage_spot", args=[0]),
                    "around": reverse("essaimage_around"),
                    "tiles": tiles(),
                    "world": static("essaimage_wagtail/js/map/world.js"),
                    **{name: static(f"essaimage_wagtail/{path}") for name, path in FILES.items()},
                    "words": words(),
                },
                ensure_ascii=False,
            )


def words() -> dict[str, str]:
    """What the browser says, with ``{…}`` for what it knows."""
    return {
        "in": _("Zoom in"),
        "out": _("Zoom out"),
        "map": _("Map: the arrow keys move it, + and - bring it closer or further away"),
        "mark": _("Point at {point}. The arrow keys move it."),
        "now": _("The point is at {point}."),
        "taken": _("This is the point of {name}: {point}."),
        "before": _("It was {point}."),
        "first": _("Choose the territory first."),
        "failed": _("The server does not answer. Write the numbers, or try again."),
        "link": _("There is no point in this address. Open it, and copy the address that the map shows then."),
    }
