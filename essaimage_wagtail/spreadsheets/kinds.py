"""Kinds of values: how each is written for people, and how what people write is read again.

``write`` gives a text, a number, a day or nothing; ``read`` gives the value that a field or a block has, or raises
``ValidationError`` with what to do. ``at`` says for whom and in which language (:class:`.known.Known`).
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import features as registry

from ..forms.text import without_accents
from .cells import words

LANGUAGES = ("fr", "en", "es", "de", "ar")
"""Languages into which the plugin is translated: its words are understood in each, whoever wrote the file."""

YES = {"1", "yes", "true", "oui", "vrai", "si", "verdadero", "ja", "wahr", "نعم", "x"}
NO = {"0", "no", "false", "non", "faux", "falso", "nein", "falsch", "لا", ""}


def folded(text: Any) -> str:
    """A name as it is compared: without case, accents and double blanks."""
    return " ".join(without_accents(str(text)).split())


def in_every_language(label: Any) -> set[str]:
    """A label as each translation has it, folded."""
    found = set()
    for language in LANGUAGES:
        with override(language):
            found.add(folded(label))
    return found


class Kind:
    """Text."""

    def __init__(self, clean: Callable[[Any], Any] = str) -> None:
        self.clean = clean

    def write(self, value: Any, at: Any) -> Any:
        return "" if value is None else str(value)

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        return self.clean(words(cell))

    def same(self, one: Any, other: Any) -> bool:
        return bool(one == other)


class Typed(Kind):
    """A number or a day: a file may hold it as such. ``clean`` is that of a form field which reads what people type."""

    def write(self, value: Any, at: Any) -> Any:
        return value

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        if isinstance(cell, bool):
            cell = str(cell)
        return self.clean(Decimal(words(cell)) if isinstance(cell, int | float) else words(cell) or None)


class YesNo(Kind):
    def write(self, value: Any, at: Any) -> Any:
        return _("yes") if value else _("no")

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        said = folded(words(cell)) if not isinstance(cell, bool) else str(int(cell))
        if said in YES | NO:
            return said in YES
        raise ValidationError(_("“%(typed)s” is neither yes nor no.") % {"typed": words(cell)})


class Choice(Kind):
    """A closed list: its words in any language, or its codes."""

    def __init__(self, choices: Callable[[], Any], empty: Any = "") -> None:
        self.choices = choices
        self.empty = empty

    def write(self, value: Any, at: Any) -> Any:
        return str(dict(self.choices()).get(value, value)) if value not in (None, "") else ""

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        typed = words(cell)
        if not typed:
            return self.empty
        pairs = [(code, label) for code, label in self.choices() if code not in (None, "")]
        for code, label in pairs:
            if folded(typed) == folded(code) or folded(typed) in in_every_language(label):
                return code
        raise ValidationError(
            _("“%(typed)s” is not on the list. Write one of: %(words)s.")
            % {"typed": typed, "words": ", ".join(str(label) for _code, label in pairs)}
        )


_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_KEYS = re.compile(r' data-block-key="[^"]*"')
_PARAGRAPHS = re.compile(r"(?:<p>(?:(?!</?p>).)*</p>)+", re.DOTALL)


class Prose(Kind):
    """Rich text: plain paragraphs as such, with a blank line between them; anything more as its HTML."""

    def __init__(self, features: Any, make: Callable[[str], Any] = str) -> None:
        self.features = features
        self.make = make

    def write(self, value: Any, at: Any) -> Any:
        source = _KEYS.sub("", getattr(value, "source", value) or "")
        return plain_paragraphs(source) or source

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        return self.make(self.cleaned(words(cell)))

    def same(self, one: Any, other: Any) -> bool:
        return bool(getattr(one, "source", one) == getattr(other, "source", other))

    def cleaned(self, text: str) -> str:
        """The HTML that the editor's own form would store of a text, without anything that a browser would run."""
        if not text:
            return ""
        html = text if _TAG.search(text) else paragraphs(text)
        converter = converter_for(tuple(self.features or ()))
        return str(converter.to_database_format(converter.from_database_format(html)))


@lru_cache
def converter_for(features: tuple[str, ...]) -> ContentstateConverter:
    return ContentstateConverter(list(features) or registry.get_default_features())


def plain_paragraphs(source: str) -> str:
    """The text of HTML that is nothing but paragraphs; empty for anything else, and for a text that would not come back
    as it is."""
    if not _PARAGRAPHS.fullmatch(source):
        return ""
    parts = re.findall(r"<p>(.*?)</p>", source, re.DOTALL)
    texts = [re.sub(r"<br ?/?>", "\n", part) for part in parts]
    if any(_TAG.search(text) for text in texts):
        return ""
    text = "\n\n".join(unescape(text) for text in texts)
    return "" if _TAG.search(text) else text


def paragraphs(text: str) -> str:
    """Lines that begin with “- ” become a list."""
    parts = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = part.split("\n")
        if all(re.match(r"[-•*] ", line.strip()) for line in lines):
            parts.append("<ul>" + "".join(f"<li>{escape(line.strip()[2:])}</li>" for line in lines) + "</ul>")
        else:
            parts.append(f"<p>{'<br/>'.join(map(escape, lines))}</p>")
    return "".join(parts)


class Json(Kind):
    """A value that no cell can show: as the database has it. ``to_python`` reads that."""

    def __init__(self, to_stored: Callable[[Any], Any], to_python: Callable[[Any], Any]) -> None:
        self.to_stored = to_stored
        self.to_python = to_python

    def write(self, value: Any, at: Any) -> Any:
        stored = self.to_stored(value)
        return json.dumps(stored, ensure_ascii=False, default=str) if stored not in (None, [], {}, "") else ""

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        text = words(cell)
        try:
            return self.to_python(json.loads(text) if text else None)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValidationError(
                _("This cell holds data that cannot be typed: leave it as it was exported.")
            ) from error


class Words(Kind):
    """Free tags."""

    def write(self, value: Any, at: Any) -> Any:
        return "; ".join(value)

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        return sorted({word.strip()[:100] for word in re.split(r"[;,\n]", words(cell)) if word.strip()})

    def same(self, one: Any, other: Any) -> bool:
        return sorted(one) == sorted(other)
