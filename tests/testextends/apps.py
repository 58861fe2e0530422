from django.apps import AppConfig


class TestExtendsConfig(AppConfig):
    name = "tests.testextends"
    label = "testextends"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from essaimage_wagtail.pages.models import CloudPage
        from essaimage_wagtail.search.indexing.documents import register

        from . import signals  # noqa: F401  (receivers connect themselves)
        from .models import InitiativePage
        from .search import InitiativeDocument

        register(InitiativePage, InitiativeDocument())
        CloudPage.is_creatable = False
