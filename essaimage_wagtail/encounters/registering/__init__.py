"""Who comes to an encounter: registration without an account, wishes, waiting list, messages, and what organisers do."""


def connect() -> None:
    """Called once, when the apps are ready."""
    from wagtail.signals import page_published

    from ...personal_data import holders
    from . import checks, receivers  # noqa: F401  (checks register themselves)
    from .people import RegistrationHolder

    holders.register(RegistrationHolder())
    page_published.connect(receivers.published, dispatch_uid="essaimage_encounters_published")
