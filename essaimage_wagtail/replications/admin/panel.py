"""The panel of a sheet's form that lists the replications in which it takes part."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from ...contexts.branches import near
from ...models import Replication
from ...models.keys import titles_of
from ..deciding import open_to
from ..start import checklist_url
from .deciding import edit_url, url_of


class ReplicationsPanel(Panel):
    """Lists the replications, with links to edit them and to add others, which people who may edit the sheet may do."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "essaimage_wagtail/admin/replications_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            key = self.instance.translation_key
            viewset = Replication.snippet_viewset
            came_from, led_to = near(key)
            rows = list(Replication.objects.filter(came_from | led_to).select_related("territory"))
            titles = titles_of(
                {end for row in rows for end in (row.origin_key, row.adapted_key)} - {None}, get_language()
            )
            may = open_to(self.request.user, rows)
            for row in rows:
                for name in may[row.pk]:
                    setattr(row, f"{name}_url", url_of(name, row))
                other = row.adapted_key if row.origin_key == key else row.origin_key
                name = row.name if row.origin_key == key else _("a sheet that is not there any more")
                row.title = titles.get(other) or name or str(row)
                row.edit_url = edit_url(row)
            came = [row for row in rows if row.adapted_key == key]
            context["checklist_url"] = (
                checklist_url(self.instance, came[0].origin_key, came[0].mode, self.request) if came else ""
            )
            add_url = reverse(viewset.get_url_name("add"))
            context["lists"] = [
                {
                    "title": _("Where this sheet comes from"),
                    "rows": came,
                    "add": _("Add an origin"),
                    "add_url": f"{add_url}?adapted={key}",
                },
                {
                    "title": _("Where it was taken up"),
                    "rows": [row for row in rows if row.origin_key == key],
                    "add": _("Add a replication"),
                    "add_url": f"{add_url}?origin={key}",
                },
            ]
            return context
