from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EncountersConfig(AppConfig):
    """Encounters with pitches, wishes and a programme of rounds; without it everything else works as before."""

    name = "essaimage_wagtail.encounters"
    label = "essaimage_encounters"
    verbose_name = _("Encounters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps
        from django.db.models.signals import post_delete, pre_delete

        from . import checks  # noqa: F401  (checks register themselves)
        from .models import Registration
        from .models.registrations import people_go
        from .outcomes import accompanying, figures, sponsoring
        from .registering import receivers
        from .showing import registered

        registered.register()
        receivers.connect()
        people_go.connect(figures.people_deleted, dispatch_uid="essaimage_people_deleted")
        pre_delete.connect(figures.person_deleted, sender=Registration, dispatch_uid="essaimage_person_deleted")
        accompanying.sponsorship_confirmed.connect(sponsoring.confirmed, dispatch_uid="essaimage_asked_at_encounter")
        if apps.is_installed("essaimage_wagtail.sponsorships"):
            sponsorship = apps.get_model("essaimage_sponsorships", "Sponsorship")
            post_delete.connect(sponsoring.deleted, sender=sponsorship, dispatch_uid="essaimage_asked_no_more")
