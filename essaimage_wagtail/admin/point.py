"""A point on the map in the admin's forms."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

POINT_PANELS = [
    FieldPanel(
        "latitude",
        help_text=_(
            "Decimal degrees from -90 (south) to 90 (north), for example 50.637. "
            "A pair that was copied from a map fills in both fields."
        ),
    ),
    FieldPanel("longitude", help_text=_("Decimal degrees from -180 (west) to 180 (east), for example 3.063.")),
]
"""The fields ``latitude`` and ``longitude`` of a model; a pair pasted into either is split by ``point.js``."""
