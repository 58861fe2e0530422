"""An account for each role, in the groups that ``essaimage_roles`` makes."""

from io import StringIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from wagtail.users.models import UserProfile

from essaimage_wagtail.roles import group_of

ACCOUNTS = {
    "contributor": ("contributor", "fr", "Camille", "contributrice (fictive)"),
    "moderator": ("moderator", "fr", "Maud", "modératrice (fictive)"),
    "moderator-ar": ("moderator", "ar", "منى", "مشرفة (شخصية خيالية)"),
    "translator": ("translator", "es", "Teresa", "traductora (ficticia)"),
    "steward": ("steward", "fr", "Sacha", "référent (fictif)"),
}
"""By user name, which is the password as well: the role, the language of the tree and of the admin, and the name."""


def make() -> None:
    """The groups and workflows, and the accounts that are not there yet."""
    call_command("essaimage_roles", stdout=StringIO(), stderr=StringIO())
    for username, account in ACCOUNTS.items():
        if not get_user_model().objects.filter(username=username).exists():
            _make_account(username, *account)


def _make_account(username: str, role: str, language: str, first_name: str, last_name: str) -> None:
    user: Any = get_user_model().objects.create_user(
        username, f"{username}@example.org", username, first_name=first_name, last_name=last_name
    )
    user.groups.add(group_of(role, language))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
