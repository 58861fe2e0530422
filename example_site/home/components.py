"""A page for designers: every block of a sheet as its preview, with long words, with little, and in every state."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_bidi
from wagtail.blocks import BoundBlock

from essaimage_wagtail.blocks import SheetBody
from essaimage_wagtail.choices import Status

from . import variants
from .models import HomePage

TEXTS = Path(__file__).resolve().parent.parent / "content" / "components.yaml"


@dataclass(frozen=True)
class Component:
    """``name``: that of a block in a sheet's body; ``examples``: what each shows, and the block to be drawn."""

    name: str
    label: str
    examples: list[tuple[str, BoundBlock]]


@cache
def texts() -> dict[str, dict[str, str]]:
    return yaml.safe_load(TEXTS.read_text(encoding="utf-8"))


def components(words: dict[str, str]) -> list[Component]:
    """All blocks, in the order in which a sheet has them. Previews with pictures show those that the site has."""
    return [Component(name, block.label, _examples(block, words)) for name, block in SheetBody().child_blocks.items()]


def _examples(block: Any, words: dict[str, str]) -> list[tuple[str, BoundBlock]]:
    stored = variants.preview(block)
    found = [
        ("complete", stored),
        ("long", variants.with_long_words(block, stored, get_language_bidi())),
        ("little", variants.with_little(block, stored)),
        *(("states", value) for value in variants.in_every_state(block, stored)),
    ]
    return [(words[shown], block.bind(block.to_python(value))) for shown, value in found]


def page(request: HttpRequest) -> HttpResponse:
    """In the language of the address; ``Http404`` where the site has no home page in it."""
    code = get_language() or ""
    home = HomePage.objects.filter(locale__language_code=code, live=True).first()
    if home is None or code not in texts():
        raise Http404
    context = home.get_context(request)
    words = texts()[code]
    context |= {"words": words, "components": components(words), "statuses": [Status(value) for value in Status.values]}
    response = render(request, "home/components.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
