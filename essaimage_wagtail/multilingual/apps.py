from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MultilingualConfig(AppConfig):
    """What is added to wagtail-localize; a site in one language lives without it."""

    name = "essaimage_wagtail.multilingual"
    label = "essaimage_multilingual"
    verbose_name = _("Languages of swarming")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, signals  # noqa: F401  (checks register themselves)

        signals.connect()
