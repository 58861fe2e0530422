from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WikiConfig(AppConfig):
    """History in public, suggestions and watching; without it everything else works as before."""

    name = "essaimage_wagtail.wiki"
    label = "essaimage_wiki"
    verbose_name = _("Improving pages together")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save
        from wagtail.signals import page_published

        from ..personal_data import holders
        from . import checks  # noqa: F401  (checks register themselves)
        from .accounts.holder import AccountRequestHolder
        from .contributors.holder import ContributorHolder, PublicNameHolder
        from .history import recording
        from .links import remembering
        from .models import Version
        from .suggestions.authors import SuggestionHolder
        from .watching.receivers import noted
        from .watching.watchers import WatcherHolder

        holders.register(PublicNameHolder())
        holders.register(ContributorHolder())
        holders.register(SuggestionHolder())
        holders.register(AccountRequestHolder())
        holders.register(WatcherHolder())
        remembering.connect()
        page_published.connect(recording.published, dispatch_uid="essaimage_version_published")
        post_save.connect(noted, sender=Version, dispatch_uid="essaimage_version_noted")
