"""Lists for the organisers of an encounter, made of Wagtail's reports: paged, filtered, exported."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from wagtail.admin.views.reports import ReportView

from ..admin.reports import ReportMixin
from .day.access import organised


class OrganisersList(ReportMixin, ReportView):
    """A list about the encounter whose page has the key ``page_id`` in the address. A subclass gives the rows in
    ``get_base_queryset``, and the name of its exports in ``file_name``."""

    file_name: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.page: Any = organised(request, kwargs["page_id"])
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_index_url(self) -> str:
        return reverse(self.index_url_name, args=[self.page.pk])

    def get_index_results_url(self) -> str:
        return reverse(self.index_results_url_name, args=[self.page.pk])

    def get_filename(self) -> str:
        return f"{self.page.slug}-{self.file_name}"

    def get_heading(self, queryset: Any, field: str) -> str:
        """The heading of a column. Ask the queryset of the view: ``queryset`` may be a list of rows, which knows no
        names of fields."""
        return str(super().get_heading(self.queryset, field))

    def get_base_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        self.queryset = self.get_base_queryset()
        queryset: QuerySet[Any] = super().get_queryset()
        return queryset
