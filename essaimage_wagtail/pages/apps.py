from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """The ready-made page types; a site with page types of its own inherits the mixins instead."""

    name = "essaimage_wagtail.pages"
    label = "essaimage_pages"
    verbose_name = _("Swarming pages")
    default_auto_field = "django.db.models.BigAutoField"
