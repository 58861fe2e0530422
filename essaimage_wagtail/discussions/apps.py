from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    """Threads on pages, themes, territories and the site; without it everything else works as before."""

    name = "essaimage_wagtail.discussions"
    label = "essaimage_discussions"
    verbose_name = _("Discussions")
    default_auto_field = "django.db.models.BigAutoField"
