from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpreadsheetsConfig(AppConfig):
    """Export and import of sheets, commons and replications; without it everything else works as before."""

    name = "essaimage_wagtail.spreadsheets"
    label = "essaimage_spreadsheets"
    verbose_name = _("Spreadsheets")
    default_auto_field = "django.db.models.BigAutoField"
