"""The panel of a sheet's form that says how complete it is and leads to what is missing."""

from wagtail.admin.panels import Panel

from ..completeness import assess


class CompletenessPanel(Panel):
    """Shows the state of the version that the form was opened with; what is typed counts once it is saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "essaimage_wagtail/admin/completeness_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            found = assess(self.instance)
            context["percent"] = found.percent
            context["missing"] = [{"gap": gap, "target": _selector(gap.anchor)} for gap in found.missing]
            return context


def _selector(path):
    """The CSS selector of a content path in the form."""
    return " ".join(f'[data-contentpath="{step}"]' for step in path.split("."))
