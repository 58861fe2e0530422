from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NavigationConfig(AppConfig):
    """What editors choose for the footer; without it menu and footer show what the page tree says."""

    name = "essaimage_wagtail.navigation"
    label = "essaimage_navigation"
    verbose_name = _("Menu and footer")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from . import checks  # noqa: F401  (checks register themselves)

        # Who deletes a page is told that the footer leads to it: Wagtail asks no settings by itself.
        ReferenceIndex.register_model(self.get_model("FooterSettings"))
