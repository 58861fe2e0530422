"""Apertium (https://apertium.org), from Debian's packages, as a machine translator of wagtail-localize.

It is a command on the site's own server: no text leaves it. The texts of a page go to one call, each in a paragraph of
its own, because starting the command takes longer than translating.
"""

import os
import re
import signal
import subprocess
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import product
from typing import Any

from django.utils.translation import gettext as _
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

__all__ = ["ApertiumTranslator"]

COMMAND = "apertium"
TIMEOUT = 30
"""Seconds for the texts of one call; these are some thousand words at the most, which take less than one."""
THREE_LETTERS = {
    "ar": "ara", "be": "bel", "br": "bre", "ca": "cat", "cy": "cym", "da": "dan", "de": "deu", "en": "eng", "eo": "epo",
    "es": "spa", "eu": "eus", "fr": "fra", "gl": "glg", "id": "ind", "is": "isl", "it": "ita", "kk": "kaz", "mk": "mkd",
    "mt": "mlt", "nb": "nob", "nl": "nld", "nn": "nno", "oc": "oci", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus",
    "sc": "srd", "sl": "slv", "sv": "swe", "tr": "tur", "uk": "ukr", "ur": "urd",
}  # fmt: skip
"""ISO 639-1 to 639-3: Apertium's older pairs are named by the former, the newer ones by the latter."""

_PARAGRAPH = re.compile(r'<p id="t(\d+)">(.*?)</p>', re.DOTALL)
KEPT = re.compile(r"https?://[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|%\(\w+\)[sd]|\{\w*\}")
"""What no translator may change: addresses, and where something is put into a text."""
_STAND_IN = "Xq{}zx"
"""An unknown word, which Apertium leaves where it stands."""
_SPELLED_OUT = str.maketrans({"œ": "oe", "Œ": "Oe"})
"""Its French dictionaries have « oeuvre »."""
_DIGITS = str.maketrans("0123456789", "abcdefghij")


class ApertiumFailed(Exception):
    """Why there is no translation, in words for an editor."""


class ApertiumTranslator(BaseMachineTranslator):
    """Options, each of which may be left out: ``COMMAND``, the command or its path; ``TIMEOUT`` in seconds; ``PAIRS``,
    the directions to use, as ``{"fr-es": "fr-es"}`` (languages of the site, and Apertium's name), where they are not to
    be found by the names of the languages."""

    display_name = "Apertium"

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(options)
        self.command = str(options.get("COMMAND", COMMAND))
        self.timeout = float(options.get("TIMEOUT", TIMEOUT))
        self.pairs: dict[str, str] = dict(options.get("PAIRS", {}))

    def can_translate(self, source_locale: Any, target_locale: Any) -> bool:
        try:
            return self.direction(source_locale.language_code, target_locale.language_code) is not None
        except ApertiumFailed:
            return False

    def direction(self, source: str, target: str) -> str | None:
        """Apertium's name of a direction, of two codes; ``None`` if it is not installed. Raises
        :class:`ApertiumFailed` if Apertium itself is not."""
        installed = directions(self.command)
        named = self.pairs.get(f"{source}-{target}")
        names = [named] if named else [f"{one}-{other}" for one, other in product(_names(source), _names(target))]
        return next((name for name in names if name in installed), None)

    def translate(
        self, source_locale: Any, target_locale: Any, strings: Iterable[StringValue]
    ) -> dict[StringValue, StringValue]:
        """Of each text its translation; one that loses an address is left out. Raises :class:`ApertiumFailed`."""
        direction = self.direction(source_locale.language_code, target_locale.language_code)
        if direction is None:
            raise ApertiumFailed(_("it has no translation from the one language to the other."))
        strings = list(strings)
        found = self._together(direction, [string.data for string in strings])
        return {string: StringValue(text) for string, text in zip(strings, found, strict=True) if text is not None}

    def problems(self, codes: Collection[str]) -> list[str]:
        """What a site with languages of these codes lacks, for the system check; nothing if it can translate."""
        try:
            installed = directions(self.command)
        except ApertiumFailed as error:
            return [f"Apertium ({self.command}): {error}"]
        missing = sorted(name for name in self.pairs.values() if name not in installed)
        if missing:
            return [f"Apertium has no pair {', '.join(missing)}. It has: {', '.join(sorted(installed)) or 'none'}."]
        if not any(self.direction(one, other) for one, other in product(codes, codes) if one != other):
            return [f"Apertium has no pair of the site's languages. It has: {', '.join(sorted(installed)) or 'none'}."]
        return []

    def _together(self, direction: str, texts: list[str]) -> list[str | None]:
        """All texts in one call; each by itself if what comes back is not as many."""
        sent = [_hidden(text) for text in texts]
        lines = (f'<p id="t{place}">{text}</p>' for place, (text, _kept) in enumerate(sent))
        answer = self._run(direction, "\n".join(lines))
        found = {int(place): text for place, text in _PARAGRAPH.findall(answer)}
        if len(texts) > 1 and list(found) != list(range(len(texts))):
            return [self._together(direction, [text])[0] for text in texts]
        return [_shown(found.get(place), kept) for place, (_text, kept) in enumerate(sent)]

    def _run(self, direction: str, html: str) -> str:
        # No text is an argument, and no shell reads any. Unknown words get no mark (-u).
        return _call([self.command, "-u", "-f", "html-noent", direction], html, self.timeout)


def _names(code: str) -> list[str]:
    """What Apertium may call a language: ``pt_BR``, ``pt``, ``por``."""
    language, _dash, region = code.partition("-")
    names = [language, THREE_LETTERS.get(language, language)]
    return [*(f"{name}_{region.upper()}" for name in names if region), *names]


@lru_cache(maxsize=8)
def directions(command: str) -> frozenset[str]:
    """The directions that are installed, such as ``fr-es``. Asked once by each process. Raises
    :class:`ApertiumFailed`."""
    return frozenset(_call([command, "-l"], "", TIMEOUT).split())


def _call(arguments: list[str], text: str, timeout: float) -> str:
    """What a command writes. It and all that it has started are ended when the time is over."""
    try:
        process = subprocess.Popen(  # noqa: S603
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            # Its programs read bytes in the language of their environment, which a server often does not set.
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except OSError as error:
        raise ApertiumFailed(_("it is not installed on the site’s server.")) from error
    try:
        written, complaint = process.communicate(text.encode(), timeout)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise ApertiumFailed(_("it did not answer in time.")) from error
    if process.returncode:
        raise ApertiumFailed(complaint.decode(errors="replace").strip()[:200] or _("it failed."))
    return written.decode(errors="replace")


def _hidden(text: str) -> tuple[str, list[str]]:
    """A text with unknown words in place of what no translator may change, and what that is."""
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match[0])
        return _stand_in(len(kept) - 1)

    return KEPT.sub(hide, text).translate(_SPELLED_OUT), kept


def _shown(text: str | None, kept: list[str]) -> str | None:
    for place, words in enumerate(kept):
        if text is None or text.count(_stand_in(place)) != 1:
            return None
        text = text.replace(_stand_in(place), words)
    return text


def _stand_in(place: int) -> str:
    return _STAND_IN.format(str(place).translate(_DIGITS))
