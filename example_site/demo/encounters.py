"""Encounters: one to come and one that is over, both made up, and the workshop at which the idea was discussed."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from essaimage_wagtail.encounters.models import EncounterPage
from essaimage_wagtail.models import Organisation, Territory

from .pages import PageWriter, Rows, page_key
from .parts import cover_of, sources_of, stream_of, terms_of
from .streams import stable_id

TEXTS = ("title", "slug", "pitch", "cover_alt", "audience", "access", "balance")
FACTS = ("fictional", "languages", "capacity", "takes_registrations", "rounds", "round_minutes", "pause_minutes")
HOURS = ("begins", "ends", "rounds_begin")
OFFERS = ("sponsorship", "visit", "tools")
SATURDAY = 5


def encounter_key(key: str) -> Any:
    return page_key("encounters", key)


def pitch_key(key: str, pitch: str) -> Any:
    """``pitch``: the key of its sheet, or its own where there is no sheet of it."""
    return stable_id("pitches", key, pitch)


def write(pages: PageWriter, parent: Any, entry: dict[str, Any]) -> None:
    """Bring one encounter and its translations up to date."""
    key, facts, source = entry["key"], entry["facts"], entry["source"]
    original = entry["texts"][source]
    day = day_of(facts["when"])
    closes = facts.get("closes_before")
    slug = facts.get("organisation")
    pages.write(
        EncounterPage,
        encounter_key(key),
        parent,
        source,
        {code: _fields(entry, original, text) for code, text in entry["texts"].items()},
        {
            **{name: facts[name] for name in FACTS if name in facts},
            **{name: time.fromisoformat(facts[name]) for name in HOURS if name in facts},
            "day": day,
            "deadline": day - timedelta(days=closes) if closes else None,
            "address": facts.get("address", ""),
            "territory": Territory.objects.get(code=facts["territory"]),
            "organiser": Organisation.objects.get(uuid=stable_id("organisations", slug)) if slug else None,
            "cover": cover_of(entry),
        },
        {"themes": terms_of("themes", entry)},
    )


def day_of(when: date | dict[str, int]) -> date:
    """The day itself, or the first Saturday from so many days after today on."""
    if isinstance(when, date):
        return when
    day = timezone.localdate() + timedelta(days=when["in_days"])
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


def _fields(entry: dict[str, Any], original: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    key = entry["key"]
    return {
        **{name: (text.get(name) or "").strip() for name in TEXTS},
        "body": stream_of(EncounterPage, "body", original, text, f"encounters/{key}/body"),
        "sources": sources_of(EncounterPage, original, text, f"encounters/{key}/sources"),
        "pitches": _pitches(entry, text),
    }


def _pitches(entry: dict[str, Any], text: dict[str, Any]) -> Rows:
    locale = Locale.objects.get(language_code=entry["source"])
    rows = []
    for facts, words in zip(entry["pitches"], text.get("pitches") or [], strict=True):
        offers = facts.get("offers") or []
        rows.append(
            {
                "translation_key": pitch_key(entry["key"], facts.get("sheet") or facts["key"]),
                "locale": locale,
                "sheet_key": page_key("sheets", facts["sheet"]) if "sheet" in facts else None,
                "name": words.get("name", ""),
                "text": words["text"].strip(),
                "seeks": words["seeks"].strip(),
                **{f"offers_{offer}": offer in offers for offer in OFFERS},
                "tables": facts.get("tables", 1),
                "languages": facts.get("languages", []),
                "breaks": facts.get("breaks", ""),
                "is_withdrawn": facts.get("is_withdrawn", False),
            }
        )
    return Rows("translation_key", rows)
