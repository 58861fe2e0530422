from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    """Threads on pages, themes, territories and the site; without it everything else works as before."""

    name = "essaimage_wagtail.discussions"
    label = "essaimage_discussions"
    verbose_name = _("Discussions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (checks register themselves)
        from .sending import checks as mail_checks  # noqa: F401

        if not apps.is_installed("essaimage_wagtail.wiki"):
            return
        from ..personal_data import holders
        from .archive.words import note
        from .moderation.waiting import tell_after_commit
        from .people.holder import AuthorHolder
        from .sending.rows import note_sendings
        from .signals import message_shown, message_waits

        holders.register(AuthorHolder())
        message_shown.connect(
            lambda sender, message, **kwargs: note(message), weak=False, dispatch_uid="essaimage_words"
        )
        message_shown.connect(note_sendings, dispatch_uid="essaimage_discussions_sendings")
        message_waits.connect(tell_after_commit, dispatch_uid="essaimage_discussions_moderators")
