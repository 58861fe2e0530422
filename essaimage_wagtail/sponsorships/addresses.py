"""The secret addresses of the two sides."""

from django.urls import reverse

from .choices import Side
from .models import Sponsorship


def secret_of(sponsorship: Sponsorship, side: Side) -> str:
    return str(getattr(sponsorship, f"{side}_secret"))


def path_of(sponsorship: Sponsorship, side: Side) -> str:
    """The page of a side. Without the wiki it has none."""
    return reverse(f"essaimage:sponsorships:{side}", args=[secret_of(sponsorship, side)])


def detail_url(sponsorship: Sponsorship) -> str:
    """The address of a sponsorship's page in the admin."""
    return reverse("essaimage_sponsorship", args=[sponsorship.pk])


def stop_path(sponsorship: Sponsorship, side: Side) -> str:
    """The address at which a side ends the messages to it by one click."""
    return reverse(f"essaimage:sponsorships:stop_{side}", args=[secret_of(sponsorship, side)])
