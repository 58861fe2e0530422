"""What all reports share: addresses, the menu item, exports and filters."""

from django.middleware.csrf import get_token
from django.urls import path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column

from ..formatting import language_name
from .exports import ExportMixin


def report_urls(address, view):
    """Where a report is, and its rows alone, which Wagtail asks for when they are filtered."""
    return [
        path(address, view.as_view(), name=view.index_url_name),
        path(f"{address}results/", view.as_view(results_only=True), name=view.index_results_url_name),
    ]


class ReportMixin(ExportMixin):
    """A report of Wagtail (``ReportView`` or ``PageReportView``) as all of the plugin's are."""

    results_template_name = "wagtailadmin/generic/listing_results.html"
    is_searchable = False

    @classmethod
    def is_for(cls, user):
        """Whether somebody gets the report, and its item in the menu."""
        return cls.permission_policy.user_has_any_permission(user, cls.any_permission_required)

    def get_filterset_kwargs(self):
        """A filter set without a model: the report's own rows are given to it later."""
        return {**super().get_filterset_kwargs(), "queryset": self.model._default_manager.none()}


class FormColumn(Column):
    """A column whose cells have buttons that send something."""

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "csrf_token": get_token(context["request"])}


class LanguageColumn(Column):
    """A column whose cells name the language that a row has the code of."""

    def get_value(self, instance):
        return language_name(super().get_value(instance))


class ReportMenuItem(MenuItem):
    """The menu item of a report, named as the report's address is."""

    def __init__(self, report, order):
        name = report.index_url_name.removesuffix("_report").replace("_", "-")
        url = reverse(report.index_url_name)
        super().__init__(report.page_title, url, name=name, icon_name=report.header_icon, order=order)
        self.report = report

    def is_shown(self, request):
        return self.report.is_for(request.user)
