"""The report “Links to other sites”: those that lead nowhere first, why, and where they are named."""

from collections import defaultdict
from datetime import timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from ...models import LinkPlace, OutsideLink
from ...models.upkeep import LinkState
from ...replications.admin.start import named
from ...upkeep.tasks import check_links
from ..reports import FormColumn, ReportMixin
from .filters import languages
from .initiatives import ANY_RIGHT, edit_url

MOST_PLACES = 3
"""Of the pages that name an address, these are shown."""
FIRST = timedelta(days=365)
"""What is asked again by hand comes before all that waits by itself."""
STATE = pgettext_lazy("of a link", "State")


class LinkFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=STATE, choices=LinkState.choices, widget=forms.CheckboxSelectMultiple
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=languages, method="filter_language", help_text=_("Of the pages that name it.")
    )

    class Meta:
        model = OutsideLink
        fields: list[str] = []

    def filter_language(self, queryset: Any, name: str, value: str) -> Any:
        pages = Page.objects.filter(locale__language_code=value)
        return queryset.filter(Exists(places_on(pages)))


def places_on(pages: Any) -> Any:
    """The places on ``pages`` that name the link of the outer query."""
    return LinkPlace.objects.filter(link=OuterRef("pk"), page__page_pk__in=pages.order_by().values("pk"))


def pages_of(user: Any) -> Any:
    """The live pages whose links a user sees in the report: those on which they have any right."""
    pages = Page.objects.filter(live=True)
    if user.is_superuser:
        return pages
    mine = page_permission_policy.instances_user_has_any_permission_for(user, ANY_RIGHT)
    return pages.filter(pk__in=mine.values("pk"))


class AddressColumn(Column):
    cell_template_name = "essaimage_wagtail/admin/upkeep/address_cell.html"


class StateColumn(Column):
    cell_template_name = "essaimage_wagtail/admin/upkeep/state_cell.html"


class PlacesColumn(Column):
    cell_template_name = "essaimage_wagtail/admin/names_cell.html"


class AgainColumn(FormColumn):
    cell_template_name = "essaimage_wagtail/admin/upkeep/again_cell.html"


class OutsideLinksReport(ReportMixin, ReportView):
    page_title = _("Links to other sites")
    header_icon = "link-external"
    index_url_name = "essaimage_outside_links_report"
    index_results_url_name = "essaimage_outside_links_report_results"
    default_ordering = "state"
    model = OutsideLink
    is_searchable = True
    search_fields = ["address"]
    search_backend_name = None
    filterset_class = LinkFilterSet
    permission_policy = page_permission_policy
    any_permission_required = ANY_RIGHT
    no_results_message = _("No page that you look after names an address like this.")
    list_export = ["address", "get_state_display", "get_reason_display", "status", "checked_at", "named_in"]
    export_headings = {
        "get_state_display": STATE,
        "get_reason_display": _("Reason"),
        "named_in": _("Named in"),
    }
    columns = [
        AddressColumn("address", label=_("Address"), sort_key="address", width="28%"),
        StateColumn("state", label=STATE, sort_key="state", width="20%"),
        DateColumn("checked_at", label=_("Last checked"), sort_key="checked_at"),
        PlacesColumn("where", label=_("Named in"), width="26%"),
        AgainColumn("again", label=pgettext_lazy("what can be done", "Action")),
    ]

    @cached_property
    def pages(self) -> Any:
        return pages_of(self.request.user)

    def get_base_queryset(self) -> Any:
        named_here = places_on(self.pages)
        return OutsideLink.objects.filter(Exists(named_here))

    def get_filtered_queryset(self) -> Any:
        return self.get_queryset()

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Where each is named. Two queries."""
        links = list(object_list)
        places: dict[int, list[LinkPlace]] = defaultdict(list)
        mine = self.pages.order_by().values("pk")
        for place in LinkPlace.objects.filter(link__in=links, page__page_pk__in=mine).select_related("page"):
            places[place.link_id].append(place)
        shown = {place.page.page_pk for found in places.values() for place in found}
        titles = {
            pk: (title, code)
            for pk, title, code in Page.objects.filter(pk__in=shown).values_list(
                "pk", "draft_title", "locale__language_code"
            )
        }
        for link in links:
            found = places[link.pk]
            link.where = [
                (f"{title} ({named(code)})", edit_url(place.page.page_pk, place.anchor))
                for place in found[: None if self.is_export else MOST_PLACES]
                for title, code in [titles[place.page.page_pk]]
            ]
            link.more = max(len(found) - len(link.where), 0)
            link.named_in = ", ".join(title for title, _url in link.where)
        return links

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, links, more = super().paginate_queryset(queryset, page_size)
        page.object_list = self.decorate_paginated_queryset(links)
        return paginator, page, page.object_list, more


@require_POST
def ask_again(request: Any, pk: int) -> Any:
    """Have one address asked now, by somebody who looks after a page that names it."""
    link = get_object_or_404(OutsideLink, pk=pk)
    if not LinkPlace.objects.filter(link=link, page__page_pk__in=pages_of(request.user).values("pk")).exists():
        raise PermissionDenied
    OutsideLink.objects.filter(pk=link.pk).update(due=timezone.now() - FIRST)
    transaction.on_commit(check_links.enqueue, robust=True)
    messages.success(request, _("The address is asked again. What it answers stands in this list in a moment."))
    return redirect(OutsideLinksReport.index_url_name)
