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
        from .models import CommonMixin, MethodMixin, MethodStepMixin, SheetMixin, references
        from .search import documents, own_pages, signals

        documents.register(SheetMixin, own_pages.SheetDocument())
        documents.register(MethodMixin, own_pages.MethodDocument())
        documents.register(MethodStepMixin, own_pages.StepDocument())
        documents.register(CommonMixin, own_pages.CommonDocument())
        references.connect()
        signals.connect()
