"""System checks of menu and footer."""

from django.apps import apps
from django.core.checks import Error, register

NEEDED = "wagtail.contrib.settings"


@register()
def check_settings_app(app_configs, **kwargs):
    if apps.is_installed(NEEDED):
        return []
    return [
        Error(
            f"essaimage_wagtail.navigation is installed without {NEEDED}: no editor could reach its form.",
            hint=f"Add {NEEDED} to INSTALLED_APPS.",
            id="essaimage_wagtail.E301",
        )
    ]
