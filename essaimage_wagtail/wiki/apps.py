from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WikiConfig(AppConfig):
    """History in public and suggestions; without it everything else works as before."""

    name = "essaimage_wagtail.wiki"
    label = "essaimage_wiki"
    verbose_name = _("Improving pages together")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from ..personal_data import holders
        from . import checks  # noqa: F401  (checks register themselves)
        from .accounts.holder import AccountRequestHolder
        from .contributors.holder import ContributorHolder, PublicNameHolder
        from .history import recording
        from .links import remembering
        from .suggestions.authors import SuggestionHolder

        holders.register(PublicNameHolder())
        holders.register(ContributorHolder())
        holders.register(SuggestionHolder())
        holders.register(AccountRequestHolder())
        remembering.connect()
        page_published.connect(recording.published, dispatch_uid="essaimage_version_published")
