from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class EssaimageConfig(AppConfig):
    """Snippets, blocks, mixins and search: everything but the ready-made page types."""

    name = "essaimage_wagtail"
    label = "essaimage_wagtail"
    verbose_name = _("Swarming")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.models import Page

        if Page._meta.swapped:
            # Said here, since Django's checks would say it in tens of errors about models that refer to one another.
            raise ImproperlyConfigured(
                f"WAGTAIL_PAGE_MODEL is {Page._meta.swapped!r}: essaimage_wagtail builds on Wagtail's own Page. "
                "Take it out of your settings, and give your page types what they share by an abstract class."
            )

        from wagtail.signals import init_new_page, page_published, published

        from . import checks  # noqa: F401  (checks register themselves)
        from .frames import begin_with_sections
        from .models import CommonFields, MethodFields, MethodStepFields, Replication, SheetFields, references
        from .personal_data import purging
        from .replications import deciding
        from .replications import start as replicating
        from .search.indexing import declared_documents, documents, page_documents, signals
        from .upkeep import noting

        documents.register(Page, declared_documents.PageDocument())
        documents.register(SheetFields, page_documents.SheetDocument())
        documents.register(MethodFields, page_documents.MethodDocument())
        documents.register(MethodStepFields, page_documents.StepDocument())
        documents.register(CommonFields, page_documents.CommonDocument())
        references.connect()
        signals.connect()
        purging.connect()
        noting.connect()
        page_published.connect(replicating.sheet_published, dispatch_uid="essaimage_sheet_published")
        post_delete.connect(replicating.sheet_deleted, sender=Page, dispatch_uid="essaimage_sheet_deleted")
        published.connect(
            deciding.published_again, sender=Replication, dispatch_uid="essaimage_replication_published_again"
        )
        init_new_page.connect(begin_with_sections, dispatch_uid="essaimage_begin_with_sections")
