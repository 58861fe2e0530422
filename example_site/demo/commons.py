"""Commons, with what they offer in each territory."""

from typing import Any
from uuid import UUID

from wagtail.models import Locale

from essaimage_wagtail.choices import Ingredient
from essaimage_wagtail.pages.models import CommonPage

from . import files
from .content import merge
from .pages import PageWriter, Rows, page_key
from .parts import organisations_of, presented_facts, presented_fields, terms_of, territory_of, texts_of
from .streams import stable_id

TEXTS = ("format", "description", "contribution", "next_step")


def write(pages: PageWriter, parent: UUID, common: dict[str, Any]) -> None:
    """Bring one common and its translations up to date."""
    key, facts = common["key"], common["facts"]
    ingredients = facts.get("ingredients") or {}
    steward = facts.get("steward")
    pages.write(
        CommonPage,
        page_key("commons", key),
        parent,
        common["source"],
        {code: _fields(common, original, text) for code, (original, text) in texts_of(common).items()},
        {
            **presented_facts(common),
            **{f"{ingredient}_state": ingredients.get(ingredient, "") for ingredient in Ingredient.values},
            "kind": facts.get("kind") or "",
            "link": facts.get("link") or "",
            "document": files.document(facts["document"]) if facts.get("document") else None,
            "steward": organisations_of([steward]).first() if steward else None,
        },
        {
            "themes": terms_of("themes", common),
            "usages": terms_of("usages", common),
            "organisations": list(organisations_of(facts.get("organisations") or [])),
        },
    )


def _fields(common: dict[str, Any], original: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    evidence = text.get("evidence") or {}
    return {
        **presented_fields(CommonPage, common["key"], original, text),
        **{name: (text.get(name) or "").strip() for name in TEXTS},
        **{f"{ingredient}_evidence": evidence.get(ingredient, "").strip() for ingredient in Ingredient.values},
        "offers": _offers(common, original, text),
    }


def _offers(common: dict[str, Any], original: dict[str, Any], text: dict[str, Any]) -> Rows:
    offers = merge(original.get("offers") or [], text.get("offers") or [])
    locale = Locale.objects.get(language_code=common["source"])
    return Rows(
        "translation_key",
        [
            {
                "translation_key": stable_id("offers", common["key"], position),
                "locale": locale,
                "kind": offer["kind"],
                "text": offer["text"].strip(),
                "territory": territory_of(common["key"], offer.get("territory")),
                "until": offer.get("until"),
            }
            for position, offer in enumerate(offers)
        ],
    )
