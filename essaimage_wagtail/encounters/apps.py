from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EncountersConfig(AppConfig):
    """Encounters with pitches, wishes and a programme of rounds; without it everything else works as before."""

    name = "essaimage_wagtail.encounters"
    label = "essaimage_encounters"
    verbose_name = _("Encounters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import pre_delete

        from . import checks  # noqa: F401  (checks register themselves)
        from .models import Registration
        from .outcomes.figures import registration_deleted
        from .registering import receivers
        from .showing import registered

        registered.register()
        receivers.connect()
        pre_delete.connect(registration_deleted, sender=Registration, dispatch_uid="essaimage_registration_deleted")
