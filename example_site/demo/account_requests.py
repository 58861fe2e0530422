"""Made-up people who asked for an account: one who waits, one who was refused."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from essaimage_wagtail.models import Territory
from essaimage_wagtail.wiki.models import AccountRequest

from .streams import stable_id


def write(entry: dict[str, Any], territory: Territory | None, username: str) -> None:
    """Bring one request up to date. One that somebody has decided in the admin begins anew; its account stays."""
    now, moderator = timezone.now(), get_user_model().objects.get(username=username)
    decided = {} if entry["state"] == "waiting" else {"decided_at": now, "decided_by": moderator}
    AccountRequest.objects.update_or_create(
        form=stable_id("account_requests", entry["key"]),
        defaults={
            "language": entry["language"],
            "name": entry["name"],
            "email": entry["email"],
            "territory": territory,
            "place": territory.display_name(entry["language"]) if territory else "",
            "contribution": entry["contribution"],
            "consented_at": now,
            "confirmed_at": now,
            "state": entry["state"],
            "answer": entry.get("answer", ""),
            "decided_at": None,
            "decided_by": None,
            "user": None,
            **decided,
        },
    )
