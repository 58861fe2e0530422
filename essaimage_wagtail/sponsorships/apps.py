from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SponsorshipsConfig(AppConfig):
    """Experienced teams that accompany new ones; without it everything else works as before."""

    name = "essaimage_wagtail.sponsorships"
    label = "essaimage_sponsorships"
    verbose_name = _("Sponsorships")
    default_auto_field = "django.db.models.BigAutoField"
