"""The panel of a sheet's form that says how complete it is, and leads to what is missing or adds it.

While someone types, Wagtail saves; ``js/editor.js`` then asks for the panel anew (see :mod:`.form_state`).
"""

from typing import Any

from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import Panel

from ..completeness import REQUIRED, Missing, Purpose, assess, purpose_of

STATE_TEMPLATE = "essaimage_wagtail/admin/completeness_state.html"
ABOUT = {
    Purpose.PUBLISH: pgettext_lazy("what a part of a sheet is for", "what it is, where, and for whom"),
    Purpose.CONVINCE: pgettext_lazy("what a part of a sheet is for", "who counts, what came of it, how one knows"),
    Purpose.REDO: pgettext_lazy("what a part of a sheet is for", "what it takes, and what to look out for"),
}
"""What the parts of each kind tell."""


class CompletenessPanel(Panel):
    """Shows the completeness of the saved version: first of the one that the form was opened with, then of each one
    that Wagtail saves while the editor types."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "essaimage_wagtail/admin/completeness_panel.html"

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), **completeness_of(self.instance)}


def completeness_of(sheet: Any) -> dict[str, Any]:
    """``{"percent": 0-100, "next": Missing or None, "groups": [...]}``, with a group for each purpose in the order in
    which one writes: ``{"value", "label", "about", "total", "missing": [Missing]}``, what counts most first."""
    found = assess(sheet)
    purposes = [purpose_of(part) for part in found.parts]
    groups = [
        {
            "value": purpose.value,
            "label": purpose.label,
            "about": ABOUT[purpose],
            "total": purposes.count(purpose),
            "missing": sorted((gap for gap in found.missing if gap.purpose == purpose), key=_importance),
        }
        for purpose in Purpose
        if purpose in purposes
    ]
    following = next((group["missing"][0] for group in groups if group["missing"]), None)
    return {"percent": found.percent, "next": following, "groups": groups}


def _importance(gap: Missing) -> tuple[bool, float]:
    """First what Wagtail refuses to publish without, then what counts most."""
    return gap.section not in REQUIRED, -gap.weight
