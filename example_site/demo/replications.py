"""Replications: which initiative was redone from which, and what its people say of it."""

from typing import Any

from django.db import models
from wagtail.models import Locale

from essaimage_wagtail.models import Replication

from .pages import page_key
from .parts import sources_of, territory_of
from .streams import stable_id

FACTS = ("name", "language", "url", "mode", "kind", "year", "state")
TEXTS = ("name", "kept", "changed", "learnt")


def write(entry: dict[str, Any]) -> None:
    """Bring one replication and its words in each language up to date."""
    adapted = entry.get("adapted")
    waits = bool(entry.get("waits"))
    replication, _created = Replication.objects.update_or_create(
        uuid=stable_id("replications", entry["key"]),
        defaults={
            "live": not waits,
            "has_unpublished_changes": waits,
            "standing": "",
            **{name: entry.get(name) or _empty(Replication, name) for name in FACTS},
            "origin_key": page_key("sheets", entry["origin"]),
            "adapted_key": page_key("sheets", adapted) if adapted else None,
            "territory": territory_of(entry["key"], entry.get("territory")),
            "sources": sources_of(Replication, entry, entry, f"replications/{entry['key']}"),
        },
    )
    texts, names = entry.get("texts") or {}, entry.get("names") or {}
    for language in texts | names:
        words = {**texts.get(language, {}), "name": names.get(language)}
        replication.texts.model.objects.update_or_create(
            replication=replication,
            locale=Locale.objects.get(language_code=language),
            defaults={name: (words.get(name) or "").strip() for name in TEXTS},
        )


def _empty(model: type[models.Model], name: str) -> Any:
    return None if model._meta.get_field(name).null else ""
