"""The home of the admin: write a sheet, one's own drafts, and what needs care, each a click away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState

from ...models.keys import pages_with
from ...models.page import PageFields
from ..outbox import OutboxReport
from .cares import Care, cares_of, condition
from .initiatives import versions_for
from .report import CommonsReport, SheetsReport
from .writing import places_for, the_place

MOST_DRAFTS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """Something that wants care, how often, and where the list of it is."""

    label: str
    count: int
    url: str


class OwnPanel(Component):
    """A panel of Wagtail's home. ``heading`` is said in the editor's language."""

    order = 100

    def __init__(self, request: Any) -> None:
        self.request = request

    def is_shown(self) -> bool:
        raise NotImplementedError


class WritePanel(OwnPanel):
    """“Write a sheet”, for who may."""

    name = "essaimage_write"
    order = 50
    template_name = "essaimage_wagtail/admin/upkeep/write_panel.html"

    @cached_property
    def places(self) -> list[Any]:
        return places_for(self.request.user)

    def is_shown(self) -> bool:
        return bool(self.places)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        place = the_place(self.places)
        choose = reverse("essaimage_write")
        return {
            "place": place,
            "url": place.url if place else choose,
            "others": f"{choose}?choose" if place and len(self.places) > 1 else "",
        }


class DraftsPanel(OwnPanel):
    """What one has begun and not published: pages that one made, or wrote on last."""

    name = "essaimage_drafts"
    order = 60
    template_name = "essaimage_wagtail/admin/upkeep/drafts_panel.html"

    @cached_property
    def drafts(self) -> list[Page]:
        """The latest, one more than is shown. One query."""
        user = self.request.user
        own = Q(owner=user, live=False) | Q(latest_revision__user=user)
        pages = Page.objects.filter(own, Q(live=False) | Q(has_unpublished_changes=True), alias_of=None)
        models = pages_with(PageFields)
        pages = pages.type(*models) if models else pages.none()
        mine = versions_for(user, Page)
        found = pages.filter(pk__in=mine.values("pk")).select_related("locale", "content_type")
        return list(found.order_by(F("latest_revision_created_at").desc(nulls_last=True))[: MOST_DRAFTS + 1])

    def is_shown(self) -> bool:
        return bool(self.drafts)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"drafts": self.drafts[:MOST_DRAFTS], "more": len(self.drafts) > MOST_DRAFTS}


class CarePanel(OwnPanel):
    """What needs care among the pages that one may do something about."""

    name = "essaimage_care"
    order = 70
    template_name = "essaimage_wagtail/admin/upkeep/care_panel.html"

    @cached_property
    def lines(self) -> list[Line]:
        return [line for line in self._all() if line.count]

    def is_shown(self) -> bool:
        return any(report.is_for(self.request.user) for report in (SheetsReport, CommonsReport))

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"lines": self.lines}

    def _all(self) -> Iterator[Line]:
        yield from self._moderation()
        for report, title in ((SheetsReport, _("Sheets: %(need)s")), (CommonsReport, _("Commons: %(need)s"))):
            if report.is_for(self.request.user):
                yield from self._of(report, title)
        if OutboxReport.is_for(self.request.user):
            waiting = OutboxReport.waiting().count()
            yield Line(
                _("Changes that the search index does not know yet"), waiting, reverse(OutboxReport.index_url_name)
            )

    def _moderation(self) -> Iterator[Line]:
        if getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True):
            count = TaskState.objects.reviewable_by(self.request.user).count()
            url = reverse("wagtailadmin_reports:workflow_tasks")
            yield Line(_("Pages that wait for your decision"), count, f"{url}?reviewable=true")

    def _of(self, report: Any, title: str) -> Iterator[Line]:
        """A line for each need, with how many initiatives have it: one query, however many there are."""
        model = report.page_type()
        cares = cares_of(model)
        counts = versions_for(self.request.user, model).aggregate(
            **{care: Count("translation_key", filter=condition(care, model), distinct=True) for care in cares}
        )
        for care in cares:
            url = f"{reverse(report.index_url_name)}?{urlencode({'needs': care})}"
            yield Line(title % {"need": Care(care).label}, counts[care], url)


def add_panels(request: Any, panels: list[Any]) -> None:
    """For Wagtail's hook ``construct_homepage_panels``."""
    panels += [panel for kind in (WritePanel, DraftsPanel, CarePanel) if (panel := kind(request)).is_shown()]
