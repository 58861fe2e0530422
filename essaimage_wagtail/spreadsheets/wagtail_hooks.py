"""What spreadsheets add to Wagtail's admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views


class SpreadsheetsMenuItem(MenuItem):
    def is_shown(self, request):
        return views.may_use(request.user)


@hooks.register("register_admin_urls")
def spreadsheet_urls():
    return views.urlpatterns


@hooks.register("register_reports_menu_item")
def spreadsheets_menu_item():
    url = reverse("essaimage_spreadsheets")
    return SpreadsheetsMenuItem(_("Spreadsheets"), url, name="essaimage-spreadsheets", icon_name="table", order=655)
