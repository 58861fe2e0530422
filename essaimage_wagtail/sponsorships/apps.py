from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class SponsorshipsConfig(AppConfig):
    """Experienced teams that accompany new ones; without it everything else works as before."""

    name = "essaimage_wagtail.sponsorships"
    label = "essaimage_sponsorships"
    verbose_name = _("Sponsorships")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save, pre_delete

        from ..contexts import sheet
        from ..models import Contact
        from ..personal_data import holders
        from . import checks  # noqa: F401  (checks register themselves)
        from .people import SponsorshipHolder
        from .showing.public import shown_on

        if apps.is_installed("essaimage_wagtail.encounters") and apps.is_installed("essaimage_wagtail.wiki"):
            from ..encounters.outcomes import accompanying
            from .at_encounters import AtEncounters

            accompanying.register(AtEncounters())
        holders.register(SponsorshipHolder())
        sheet.MORE["sponsorships"] = shown_on
        if not apps.is_installed("essaimage_wagtail.wiki"):
            return
        from .contacts import contact_changed, contact_deleted

        post_save.connect(contact_changed, sender=Contact, dispatch_uid="essaimage_sponsorships_contact_changed")
        pre_delete.connect(contact_deleted, sender=Contact, dispatch_uid="essaimage_sponsorships_contact_deleted")
