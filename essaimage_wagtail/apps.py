from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EssaimageConfig(AppConfig):
    """Snippets, blocks, mixins and search: everything but the ready-made page types."""

    name = "essaimage_wagtail"
    label = "essaimage_wagtail"
    verbose_name = _("Swarming")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
        from .models import CommonMixin, MethodMixin, MethodStepMixin, SheetMixin
        from .search import documents, signals

        documents.register(SheetMixin, documents.SheetDocument())
        documents.register(MethodMixin, documents.MethodDocument())
        documents.register(MethodStepMixin, documents.StepDocument())
        documents.register(CommonMixin, documents.CommonDocument())
        signals.connect()
