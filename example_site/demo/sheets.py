"""Sheets, with what some of them were before, and what others became after they were translated."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from essaimage_wagtail.pages.models import SheetPage

from .content import ContentError, earlier_blocks, later_text
from .pages import Earlier, History, Later, PageWriter, Rows, page_key
from .parts import organisations_of, presented_facts, presented_fields, stream_of, terms_of, territory_of, texts_of

FACTS = ("status", "start_year", "end_year", "scope", "fictional", "reviewed_on")


def write(pages: PageWriter, parent: UUID, sheet: dict[str, Any]) -> None:
    """Bring one sheet and its translations up to date; one with a history is written at several times."""
    key, facts, source = sheet["key"], sheet["facts"], sheet["source"]
    try:
        fields = {code: _fields(key, *texts) for code, texts in texts_of(sheet).items()}
        later = _later(sheet)
        history = _history(sheet, fields[source])
    except (KeyError, ContentError) as error:
        raise ContentError(f"{key}: {error}") from error
    points = {name: facts.get(name) for name in ("latitude", "longitude")}
    commons = [
        {"common_key": page_key("commons", link["common"]), "relation": link.get("relation") or "uses"}
        for link in facts.get("commons") or []
    ]
    write_page = pages.write if later else transaction.atomic(pages.write)
    write_page(
        SheetPage,
        page_key("sheets", key),
        parent,
        source,
        fields,
        {
            **{name: facts[name] for name in FACTS if name in facts},
            **{name: None if value is None else Decimal(str(value)) for name, value in points.items()},
            **presented_facts(sheet),
            "territory": territory_of(key, facts.get("territory")),
            "bearer": organisations_of([facts.get("organisation")]).first(),
            "method_key": page_key("methods", facts["method"]) if facts.get("method") else None,
            "common_links": Rows("common_key", commons),
        },
        {
            "themes": terms_of("themes", sheet),
            "audiences": terms_of("audiences", sheet),
            "tags": sheet["texts"][source].get("tags") or [],
        },
        later,
        history,
    )


def _fields(key: str, original: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    return {
        **presented_fields(SheetPage, key, original, text),
        "body": stream_of(SheetPage, "body", original, text, key),
    }


def _later(sheet: dict[str, Any]) -> Later | None:
    if "later" not in sheet:
        return None
    text = later_text(sheet)
    return Later(
        days=sheet["later"]["days"],
        fields=_fields(sheet["key"], text, text),
        languages=sheet["later"].get("languages") or [],
    )


def _history(sheet: dict[str, Any], fields: dict[str, Any]) -> History | None:
    if "earlier" not in sheet:
        return None
    earlier = [
        Earlier(
            days=version["days"],
            author=version["author"],
            summary=version["summary"],
            fields={
                **fields,
                **(version.get("texts") or {}),
                "body": earlier_blocks(sheet, version, fields["body"]),
            },
        )
        for version in sheet["earlier"]
    ]
    latest = sheet["latest"]
    return History(earlier, latest["author"], latest["summary"], latest.get("translators") or {})
