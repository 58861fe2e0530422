"""Sponsorships between made-up sheets: one under way, one that has ended; both teams agreed to show them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.sponsorships.models import Sponsorship, SponsorshipMeeting

from .content import ContentError
from .pages import page_key
from .streams import stable_id

NOBODY = {"asker_name": "Une équipe (fictive)", "asker_email": "", "sponsor_email": ""}
"""Nobody is written to about what is invented."""


def write(entry: dict[str, Any]) -> None:
    """Bring one up to date. Raises :class:`ContentError` for a sheet that is not marked as made up."""
    keys = {f"{end}_key": page_key("sheets", entry[end]) for end in ("sponsor", "sponsored")}
    if SheetPage.objects.filter(translation_key__in=keys.values(), fictional=False).exists():
        raise ContentError(f"sponsorships.yaml: {entry['key']}: both sheets must be made up.")
    asked = timezone.now() - timedelta(days=entry["asked"])
    new = SheetPage.objects.filter(translation_key=keys["sponsored_key"], locale__language_code=entry["language"])
    row, _created = Sponsorship.objects.update_or_create(
        uuid=stable_id("sponsorships", entry["key"]),
        defaults={
            **keys,
            **NOBODY,
            "site": Site.objects.get(is_default_site=True),
            "project": entry["project"],
            "language": entry["language"],
            "territory": new.get().territory,
            "state": entry["state"],
            "request": entry["request"].strip(),
            "sponsor_promises": entry["sponsor_promises"].strip(),
            "sponsored_promises": entry["sponsored_promises"].strip(),
            "sponsor_agrees": True,
            "sponsored_agrees": True,
            "consented_at": asked,
            "confirmed_at": asked,
            "began_on": _ago(entry["began"]),
            "ended_on": _ago(entry["ended"]) if "ended" in entry else None,
            "next_on": _ago(-entry["next_in"]) if "next_in" in entry else None,
        },
    )
    Sponsorship.objects.filter(pk=row.pk).update(created_at=asked)
    row.meetings.all().delete()
    SponsorshipMeeting.objects.bulk_create(
        SponsorshipMeeting(sponsorship=row, on=_ago(one["days"]), text=one["text"].strip(), is_public=one["public"])
        for one in entry["meetings"]
    )


def _ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
