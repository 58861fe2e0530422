"""Where people are named in texts that somebody typed: in fields, sections, stored versions and translations."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Revision, RevisionMixin

from ..forms.text import without_accents
from ..models import Contact
from ..search.tables import IndexChange, IndexedDocument, IndexedText, IndexedWord, IndexState
from .holders import is_held
from .places import Place, language_of, place_of, version_of

PACKAGE = "essaimage_wagtail"
TEXT_FIELDS = (models.CharField, models.TextField, StreamField)
WITHOUT_TEXTS = {Contact, IndexedText, IndexedDocument, IndexedWord, IndexChange, IndexState}
"""Contacts are read as what they are, and the search index is made of the pages."""
SHORTEST_PHONE = 6
"""Digits: fewer are found in other figures."""
NATIONAL = 9
"""Digits at the end of a phone number by which it is known, whatever stands before them."""
BETWEEN = r"[\s.()/-]{0,3}"


def pattern(texts: Iterable[str], phones: Iterable[str] = ()) -> re.Pattern | None:
    """Finds these names and e-mail addresses, and phone numbers however their digits are grouped, in what
    :func:`~..forms.text.without_accents` makes of a text."""
    found = [r"\s+".join(map(re.escape, without_accents(text).split())) for text in texts]
    for phone in phones:
        digits = re.findall(r"\d", phone)
        if len(digits) >= SHORTEST_PHONE:
            # Match with or without the prefix of the country: 06 12… is +33 6 12…
            found.append(rf"(?:\+?\d{BETWEEN}){{0,5}}" + BETWEEN.join(digits[-NATIONAL:]))
    found = sorted(set(filter(None, found)), key=len, reverse=True)
    return re.compile(rf"(?<![\w@])(?:{'|'.join(found)})(?!\w)") if found else None


def mentions(needles: re.Pattern | None) -> Iterator[Place]:
    """Where texts of the plugin's content say one of these: live, in drafts, in old versions, in translations."""
    if needles is None:
        return
    for model in our_models():
        if model in WITHOUT_TEXTS:
            continue
        texts = [one.name for one in model._meta.concrete_fields if isinstance(one, TEXT_FIELDS)]
        names = [name for name in texts if not is_held(model, name)]
        for row in model._base_manager.order_by("pk").iterator(chunk_size=200) if names else ():
            for name in names:
                value = getattr(row, name)
                stored = list(value.raw_data) if hasattr(value, "raw_data") else value
                yield from (place_of(row, name, text) for text in _saying(needles, stored))
        if issubclass(model, RevisionMixin):
            for revision in _revisions(model):
                for name, value in revision.content.items():
                    yield from (version_of(revision, name, text) for text in _saying(needles, value))
    yield from _translated(needles)


def _revisions(model: type[models.Model]) -> Iterable[Revision]:
    kind = ContentType.objects.get_for_model(model)
    return Revision.objects.filter(content_type=kind).order_by("pk").iterator(chunk_size=200)


def _translated(needles: re.Pattern) -> Iterator[Place]:
    """Texts that translators were given, those that they wrote, and those that translations are compared with, for
    pages of any type."""
    if not apps.is_installed("wagtail_localize"):
        return
    for name in ("String", "StringTranslation"):
        for row in apps.get_model("wagtail_localize", name).objects.order_by("pk").iterator(chunk_size=500):
            for text in _saying(needles, row.data):
                yield Place(
                    f"wagtail_localize.{name}", str(row.pk), "", "data", "translation", language_of(row), "", text
                )
    if apps.is_installed("essaimage_wagtail.multilingual"):
        for row in apps.get_model("essaimage_multilingual", "Baseline").objects.order_by("pk").iterator(chunk_size=200):
            texts = [text for section in row.sections.values() for _path, text in section["texts"]]
            yield from (place_of(row, "sections", text) for text in _saying(needles, texts))


def _saying(needles: re.Pattern, value: Any) -> Iterator[str]:
    """The texts within a stored value that the pattern is found in."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _saying(needles, part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _saying(needles, part)
    elif isinstance(value, str) and value:
        if value[0] in "[{" and (nested := _nested(value)) is not None:
            yield from _saying(needles, nested)
        elif any(needles.search(reading) for reading in _readings(value)):
            yield value


def _nested(value: str) -> Any:
    """The value of a text that is JSON: revisions hold sections as JSON within JSON. ``None`` for any other text."""
    try:
        return json.loads(value)
    except ValueError:
        return None


def _readings(text: str) -> Iterator[str]:
    """A text as it is stored, to find e-mail addresses in its links, and as people read it, without tags."""
    yield without_accents(text)
    if "<" in text or "&" in text:
        yield " ".join(without_accents(html.unescape(re.sub(r"<[^>]*>", "", text))).split())


def our_models() -> Iterator[type[models.Model]]:
    """The plugin's models, and the models of the site that inherit from its classes."""
    for model in apps.get_models():
        if not model._meta.proxy and any(base.__module__.partition(".")[0] == PACKAGE for base in model.__mro__):
            yield model
