"""A translation as a file: PO, as gettext's tools have it, or XLIFF 1.2, as translators' own, with the extra ``xliff``.

A file names the translation that it is of, when it was made, and which version of the original it was made from. Texts
are told apart by wagtail-localize's paths (``body.1b2c….title``); HTML in them is text like any.
"""

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import polib
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.timezone import is_naive, make_aware, now
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, Translation

from ..kept import waiting_for_review

MAX_BYTES = 5_000_000
"""A sheet with all its texts takes some 100,000."""
TRANSLATION = "X-WagtailLocalize-TranslationID"
"""As wagtail-localize's own files have it, which can be read too."""
MADE = "POT-Creation-Date"
MADE_FROM = "X-Essaimage-Original-Of"
UNREVIEWED = "needs-review-translation"
"""The state of a text in XLIFF that is “fuzzy” in PO."""
BY_MACHINE = "mt-suggestion"
"""What XLIFF says of that state where a machine made the text."""
_XLIFF = b"""<?xml version="1.0" encoding="utf-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
<file original="NoName" datatype="plaintext"><body/></file></xliff>"""
"""translate-toolkit's own empty file is of XLIFF 1.1, which knows no texts by a machine."""
_LINE = re.compile(r"\bline (\d+)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which line of the file where that is known."""

    message: str
    line: int | None = None

    def __str__(self) -> str:
        return (
            _("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}
            if self.line
            else self.message
        )


class Refused(Exception):
    """A file of which nothing is taken."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Text:
    """One text, with the path of its place, and its translation, which is empty until there is one."""

    path: str
    original: str
    translation: str
    line: int | None = None
    to_review: bool = False
    """Whether somebody has to read the translation: it is one of former words of the original, or a machine's."""
    by_machine: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says."""

    translation: str
    """The identifier of the translation that it is of."""
    made: datetime | None
    made_from: datetime | None
    """When the version of the original that it was made from was submitted."""
    texts: tuple[Text, ...]


# Writing


def contents_of(translation: Translation) -> Contents:
    """All texts of a page or a snippet that are translated, as they are now."""
    segments = StringSegment.objects.filter(source=translation.source).order_by("order")
    segments = segments.select_related("context", "string").annotate_translation(
        translation.target_locale, include_errors=True
    )
    reviewed = waiting_for_review(translation.source, translation.target_locale_id)
    waiting = {
        (each.translation.translation_of_id, each.translation.context_id): each.is_by_machine for each in reviewed
    }
    texts = (
        Text(
            each.context.path,
            each.string.data,
            each.translation or "",
            to_review=(each.string_id, each.context_id) in waiting,
            by_machine=waiting.get((each.string_id, each.context_id), False),
        )
        for each in segments
    )
    return Contents(str(translation.uuid), now(), translation.source.last_updated_at, tuple(texts))


def file_name(translation: Translation, ending: str) -> str:
    """Such as ``jardins-partages.fr-es.xlf``."""
    name = slugify(translation.source.object_repr, allow_unicode=True)[:60] or "translation"
    languages = f"{translation.source.locale.language_code}-{translation.target_locale.language_code}"
    return f"{name}.{languages}.{ending}"


def as_po(translation: Translation) -> bytes:
    contents = contents_of(translation)
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Language": translation.target_locale.language_code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        MADE: str(contents.made),
        MADE_FROM: str(contents.made_from),
        TRANSLATION: contents.translation,
    }
    for text in contents.texts:
        flags = ["fuzzy"] if text.to_review else []
        po.append(polib.POEntry(msgid=text.original, msgctxt=text.path, msgstr=text.translation, flags=flags))
    return str(po).encode()


def as_xliff(translation: Translation) -> bytes:
    from translate.storage.xliff import xlifffile

    contents = contents_of(translation)
    store = xlifffile.parsestring(_XLIFF)
    store.sourcelanguage = translation.source.locale.language_code
    store.targetlanguage = translation.target_locale.language_code
    store.switchfile(contents.translation, createifmissing=True)
    store.removedefaultfile()
    node = store.getfilenode(contents.translation)
    node.attrib.update({"date": contents.made.isoformat(), "product-version": contents.made_from.isoformat()})
    for text in contents.texts:
        unit = store.UnitClass(text.original)
        store.addunit(unit)
        unit.xmlelement.set("id", text.path)
        if text.translation:
            unit.target = text.translation
            if text.to_review:
                unit.get_target_dom().set("state", UNREVIEWED)
            if text.by_machine:
                unit.get_target_dom().set("state-qualifier", BY_MACHINE)
    return bytes(store)


FORMATS: dict[str, tuple[str, str, Callable[[Translation], bytes]]] = {
    "po": ("PO", "text/x-gettext-translation", as_po)
}
"""By the ending of a file's name: what a person calls it, its media type, and what writes it."""
if find_spec("translate"):
    FORMATS["xlf"] = ("XLIFF", "application/xliff+xml", as_xliff)


# Reading


def read(data: bytes) -> Contents:
    """What a file says. Raises :class:`Refused` if it cannot be read, or is too large."""
    if len(data) > MAX_BYTES:
        refuse(_("The file is larger than %(size)d MB.") % {"size": MAX_BYTES // 1_000_000})
    if not data.strip():
        refuse(_("The file is empty."))
    return _read_xliff(data) if data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<") else _read_po(data)


def refuse(message: str, line: int | None = None) -> NoReturn:
    raise Refused(Problem(message, line))


def _read_po(data: bytes) -> Contents:
    # polib takes a text without line breaks for the name of a file, which it would read.
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "file.po"
        path.write_bytes(data)
        try:
            po = polib.pofile(str(path))
        except (OSError, ValueError, LookupError) as error:
            refuse(_("This is no PO file that can be read."), _line_in(str(error)))
    texts = tuple(
        Text(entry.msgctxt or "", entry.msgid, "" if entry.fuzzy else entry.msgstr, entry.linenum)
        for entry in po
        if not entry.obsolete
    )
    made, made_from = (_moment(po.metadata.get(name, "")) for name in (MADE, MADE_FROM))
    return Contents(po.metadata.get(TRANSLATION, ""), made, made_from, texts)


def _read_xliff(data: bytes) -> Contents:
    if "xlf" not in FORMATS:
        refuse(_("XLIFF needs the package “translate-toolkit” on the site's server. PO does not."))
    from lxml.etree import LxmlError
    from translate.storage.xliff import xlifffile

    try:
        store = xlifffile.parsestring(data)
        files = list(store.document.getroot().iterchildren(store.namespaced("file")))
    except (LxmlError, AssertionError, ValueError, LookupError, StopIteration, AttributeError) as error:
        line = getattr(error, "lineno", None) or _line_in(str(error))
        refuse(_("This is no file in XLIFF 1.2 that can be read."), line)
    if store.document.docinfo.doctype:
        refuse(_("The file declares entities of its own (DOCTYPE): XLIFF has none."), 1)
    if len(files) != 1:
        refuse(_("The file holds several files, or none: send them one by one."))
    (file,) = files
    texts = tuple(
        Text(
            unit.xmlelement.get("id") or "",
            unit.source or "",
            "" if _is_unreviewed(unit) else unit.target or "",
            unit.xmlelement.sourceline,
        )
        for unit in store.units
        if unit.istranslatable()
    )
    made, made_from = (_moment(file.get(name) or "") for name in ("date", "product-version"))
    return Contents(file.get("original") or "", made, made_from, texts)


def _is_unreviewed(unit) -> bool:
    target = unit.get_target_dom()
    return target is not None and target.get("state") == UNREVIEWED


def _line_in(error: str) -> int | None:
    found = _LINE.search(error)
    return int(found[1]) if found else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return make_aware(moment) if moment and is_naive(moment) else moment
