"""What the pages of the demonstration have in common: their texts by language, terms, places and sources."""

from typing import Any

from django.db import models
from wagtail.models import Page

from essaimage_wagtail.models import Audience, Organisation, Territory, Theme, Usage

from . import files
from .content import LANGUAGES, ContentError, check_known, merge
from .streams import stable_id, stream

FIRST = LANGUAGES[0]
VOCABULARIES = {"themes": Theme, "audiences": Audience, "usages": Usage}


def texts_of(entry: dict[str, Any]) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """By language, the original's texts and those of that language."""
    return {code: (entry["texts"][entry["source"]], text) for code, text in entry["texts"].items()}


def stream_of(model: type[Page], name: str, original: dict[str, Any], text: dict[str, Any], key: str) -> list[Any]:
    """A translation's blocks in the structure of the original's."""
    entries = merge(original.get(name) or [], text.get(name) or [])
    return stream(model._meta.get_field(name).stream_block, entries, key)


def sources_of(model: type[models.Model], original: dict[str, Any], text: dict[str, Any], key: str) -> list[Any]:
    entries = merge(original.get("sources") or [], text.get("sources") or [])
    return stream(model._meta.get_field("sources").stream_block, [{"source": source} for source in entries], key)


def presented_fields(model: type[Page], key: str, original: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    """What sheets, commons and the method say of themselves in each language."""
    return {
        "title": text["title"],
        "slug": ascii_slug(text["slug"], original["slug"]),
        "pitch": text["pitch"].strip(),
        "cover_alt": text.get("cover_alt") or "",
        "citation": text.get("citation") or "",
        "sources": sources_of(model, original, text, f"{key}/sources"),
    }


def presented_facts(entry: dict[str, Any]) -> dict[str, Any]:
    facts = entry["facts"]
    licence = {"licence": facts["licence"] or ""} if "licence" in facts else {}
    return {"cover": cover_of(entry), "fictional": bool(facts.get("fictional")), **licence}


def cover_of(entry: dict[str, Any]) -> Any:
    cover = entry["facts"].get("cover")
    return files.image(cover, entry["texts"][entry["source"]]["title"]) if cover else None


def territory_of(key: str, code: str | None) -> Territory | None:
    if not code:
        return None
    try:
        return Territory.objects.get(code=code)
    except Territory.DoesNotExist:
        raise ContentError(f"{key}: unknown territory {code!r}.") from None


def terms_of(name: str, entry: dict[str, Any]) -> list[Any]:
    """The terms of a vocabulary that an entry names."""
    slugs = entry.get("facts", entry).get(name) or []
    terms = list(VOCABULARIES[name].objects.filter(slug__in=slugs, locale__language_code=FIRST))
    check_known(entry["key"], name[:-1], slugs, {term.slug for term in terms})
    return terms


def organisations_of(slugs: list[str | None]) -> models.QuerySet[Organisation]:
    return Organisation.objects.filter(uuid__in=[stable_id("organisations", slug) for slug in slugs])


def ascii_slug(slug: str, otherwise: str) -> str:
    """wagtail-localize makes an empty slug of one in Arabic letters: it keeps ASCII alone."""
    return slug if slug.isascii() else otherwise
