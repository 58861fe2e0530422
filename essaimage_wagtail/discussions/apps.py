from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    """Threads on pages, themes, territories and the site; without it everything else works as before."""

    name = "essaimage_wagtail.discussions"
    label = "essaimage_discussions"
    verbose_name = _("Discussions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .sending import checks  # noqa: F401  (checks register themselves)
        from .sending.rows import note_sendings
        from .signals import message_shown

        message_shown.connect(note_sendings, dispatch_uid="essaimage_discussions_sendings")
