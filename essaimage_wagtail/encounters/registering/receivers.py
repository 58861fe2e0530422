"""What the publication of an encounter brings to its people."""

from typing import Any

from wagtail.signals import page_published

from ...personal_data import holders
from ..models import EncounterPage, Registration
from . import checks  # noqa: F401  (checks register themselves)
from .granting import settle_after_commit
from .people import RegistrationHolder


def connect() -> None:
    """Called once, when the apps are ready."""
    holders.register(RegistrationHolder())
    page_published.connect(published, dispatch_uid="essaimage_encounters_published")


def published(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A receiver of ``page_published``: if there are more places, people move up; people are told of another day or
    place."""
    if isinstance(instance, EncounterPage) and _has_people(instance):
        settle_after_commit(instance.translation_key)


def _has_people(page: Any) -> bool:
    return Registration.objects.filter(encounter_key=page.translation_key, confirmed_at__isnull=False).exists()
