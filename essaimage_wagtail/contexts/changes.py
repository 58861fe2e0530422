"""What an original changed since a translation was made, in words for readers."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import ngettext, pgettext_lazy

from ..formatting import enumeration

UNSEEN = frozenset({"slug", "seo_title", "search_description"})
"""Fields that no reader of a page sees."""

SENTENCES = {
    "changed": pgettext_lazy("in the original of a translation", "Changed: %(what)s."),
    "added": pgettext_lazy("in the original of a translation", "New: %(what)s."),
    "removed": pgettext_lazy("in the original of a translation", "Removed: %(what)s."),
}


def seen_by_readers(changes: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The changes that show on a page, without those that do not. A change is
    ``{"section": "body.<id>", "block": "actors", "kind": "changed"}``."""
    return [change for change in changes if change["section"] not in UNSEEN]


def told(model: type[models.Model], changes: Iterable[dict[str, str]]) -> list[str]:
    """Changes as sentences, which name the fields and count the sections of the body."""
    changes = list(changes)
    return [
        str(sentence) % {"what": enumeration(_what(model, [one for one in changes if one["kind"] == kind]))}
        for kind, sentence in SENTENCES.items()
        if any(one["kind"] == kind for one in changes)
    ]


def _what(model: type[models.Model], changes: list[dict[str, str]]) -> list[str]:
    names, sections = [], 0
    for change in changes:
        name, _dot, block = change["section"].partition(".")
        if name == "body" and block:
            sections += 1
        else:
            names.append(_name(model, name))
    if sections:
        names.append(ngettext("%(number)s section", "%(number)s sections", sections) % {"number": sections})
    return list(dict.fromkeys(names))


def _name(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.related_model._meta.verbose_name_plural if field.is_relation else field.verbose_name)
