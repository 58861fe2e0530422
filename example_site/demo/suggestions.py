"""What visitors suggested for made-up sheets: four that wait, one of them in conflict and one about a replication, one
refused, one accepted."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone, translation

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.wiki.models import Suggestion, Version
from essaimage_wagtail.wiki.suggestions.passages import Passage, place_in

from .content import ContentError
from .pages import page_key
from .streams import stable_id


def write(entry: dict[str, Any], username: str) -> None:
    """Bring one suggestion up to date. One that somebody has decided in the admin begins anew."""
    page = SheetPage.objects.get(
        translation_key=page_key("sheets", entry["page"]), locale__language_code=entry["language"]
    )
    section = entry.get("section")
    name = next((block.id for block in page.body if block.block_type == section), None) if section else ""
    with translation.override(entry["language"]):
        place = place_in(page, name) if name is not None else None
    if place is None:
        raise ContentError(f"suggestions.yaml: {entry['key']}: {entry['page']} has no section {section!r}.")
    moderator = get_user_model().objects.get(username=username)
    is_accepted = entry["state"] == "accepted"
    published = Version.objects.get(revision=page.live_revision_id) if is_accepted else None
    decided = {} if entry["state"] == "waiting" else {"decided_at": timezone.now(), "decided_by": moderator}
    suggestion, _created = Suggestion.objects.update_or_create(
        secret=stable_id("suggestions", entry["key"]),
        defaults={
            "page_key": page.translation_key,
            "language": entry["language"],
            "page_title": page.title,
            "place": place.name,
            "section": place.label,
            "kind": entry["kind"],
            "texts": [_text(place.passages[entry["text"]], entry)] if "text" in entry else [],
            "shown": [[passage.label, passage.words] for passage in place.passages] if section else [],
            "told": entry.get("told") or {},
            "remark": entry["remark"],
            "name": entry["name"],
            "publish_name": entry.get("publish_name", False),
            "consented_at": timezone.now(),
            "state": entry["state"],
            "answer": entry.get("answer", ""),
            "decided_at": None,
            "decided_by": None,
            "revision_id": published and published.revision_id,
            "version": published,
            **decided,
        },
    )
    Suggestion.objects.filter(pk=suggestion.pk).update(created_at=timezone.now() - timedelta(days=2))


def _text(passage: Passage, entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": passage.path,
        "position": passage.position,
        "label": passage.label,
        "before": entry.get("before", passage.words),
        "words": entry["words"],
    }
