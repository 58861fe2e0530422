"""The method, its steps, and the project frame that a step points at."""

from typing import Any
from uuid import UUID

from wagtail.models import Locale

from essaimage_wagtail.models import ProjectFrame
from essaimage_wagtail.pages.models import MethodPage, MethodStepPage

from .content import merge
from .pages import PageWriter, Rows, page_key
from .parts import ascii_slug, presented_facts, presented_fields, stream_of, terms_of, texts_of
from .streams import stable_id, stream

STEP_FACTS = ("for_inspire", "for_redo", "for_scale_up")
STEP_TEXTS = ("purpose", "participants", "duration", "inputs", "deliverable", "tips", "warnings")


def write_frame(frame: dict[str, Any]) -> None:
    for language, (original, text) in texts_of(frame).items():
        body = stream(ProjectFrame.body.field.stream_block, merge(original["body"], text["body"]), "frame")
        ProjectFrame.objects.update_or_create(
            translation_key=_frame_key(frame["key"]),
            locale=Locale.objects.get(language_code=language),
            defaults={"name": text["name"], "purpose": text["purpose"].strip(), "body": body},
        )


def write_method(pages: PageWriter, parent: UUID, method: dict[str, Any]) -> None:
    """Bring the method and its translations up to date, without its steps."""
    pages.write(
        MethodPage,
        page_key("methods", method["key"]),
        parent,
        method["source"],
        {
            code: {
                **presented_fields(MethodPage, method["key"], original, text),
                "search_description": text["pitch"].strip(),
                "body": stream_of(MethodPage, "body", original, text, method["key"]),
            }
            for code, (original, text) in texts_of(method).items()
        },
        {**presented_facts(method), "show_in_menus": True},
        {"themes": terms_of("themes", method)},
    )


def write_step(pages: PageWriter, method: dict[str, Any], step: dict[str, Any]) -> None:
    """Bring one step of the method and its translations up to date."""
    key, facts, source = step["key"], step["facts"], method["source"]
    frame = ProjectFrame.objects.filter(
        translation_key=_frame_key(facts.get("frame")), locale__language_code=source
    ).first()
    commons = [{"common_key": page_key("commons", common)} for common in facts.get("commons") or []]
    pages.write(
        MethodStepPage,
        page_key("steps", key),
        page_key("methods", method["key"]),
        source,
        {
            code: _step_fields(key, original, text)
            for code, (original, text) in texts_of({"source": source, **step}).items()
        },
        {
            **{name: facts[name] for name in STEP_FACTS if name in facts},
            "frame": frame,
            "frame_section": facts.get("frame_section") or "",
            "common_links": Rows("common_key", commons),
        },
    )


def _step_fields(key: str, original: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    items = [{"item": item} for item in merge(original.get("checklist") or [], text.get("checklist") or [])]
    return {
        "title": text["title"],
        "slug": ascii_slug(text["slug"], original["slug"]),
        **{name: (text.get(name) or "").strip() for name in STEP_TEXTS},
        "instructions": stream_of(MethodStepPage, "instructions", original, text, key),
        "checklist": stream(MethodStepPage.checklist.field.stream_block, items, f"{key}/checklist"),
    }


def _frame_key(key: str | None) -> Any:
    return stable_id("frames", key)
