"""What somebody wrote in an e-mail, apart from what they quote and sign it with, which readers unfold if they want.

Nothing is dropped: every line is either shown or folded.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .phrases import (
    ADDRESSED,
    ATTRIBUTION,
    ATTRIBUTION_END,
    FORWARDED,
    HEAD,
    HEAD_LINE,
    LOOSE_ATTRIBUTION,
    SENT_FROM,
    SEPARATOR,
)

MOST_LINES = 5_000
LONGEST_LINE = 1_000
"""Characters of a line that are looked at."""
ATTRIBUTION_LINES = 5
"""Lines into which mail programs break one."""
HEAD_LINES = 10
SIGNATURE_LINES = 20
RULE = re.compile(r"[-_=*]{10,}|[—–]{4,}")
SIGNS = {"--", "__", "—", "–"}
"""Lines that mail programs put above a signature."""
DATED = re.compile(r"\d{1,2}\D+\d{2,4}|@")
"""When, or from which address: what has neither is a sentence of somebody's own."""
BARE = str.maketrans(
    "", "", "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
"""What nobody sees, and what mail programs put around a line that is read from right to left."""


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    quoted: str


@dataclass(slots=True)
class _Line:
    """A line of an e-mail. ``whole``: as it came; ``bare``: without invisible signs and double spaces, for
    comparing."""

    whole: str
    bare: str
    is_folded: bool = False

    @property
    def is_quoted(self) -> bool:
        return self.bare.startswith(">") and not ATTRIBUTION_END.fullmatch(self.bare)


def fold(text: str) -> Folded:
    lines = [_Line(line.rstrip(), _bare(line)) for line in text.split("\n", MOST_LINES)]
    before = lines[: _fold_what_follows(lines)]
    _fold_attributions(before)
    _fold_around(before)
    return Folded(
        _joined(line for line in lines if not line.is_folded), _joined(line for line in lines if line.is_folded)
    )


def _bare(line: str) -> str:
    plain = unicodedata.normalize("NFC", line[:LONGEST_LINE].translate(BARE))
    return " ".join(plain.split())


def _joined(lines: object) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.whole for line in lines)).strip("\n")  # type: ignore[attr-defined]


def _fold_what_follows(lines: Sequence[_Line]) -> int:
    """Fold all from the head of a quoted e-mail on, or from a line that announces a quotation, where the quoted lines
    bear no ``>``. Returns the number of the first folded line."""
    is_answered = False
    for number, line in enumerate(lines):
        start = number if _says_that_it_is_quoted(lines, number) else -1
        if start < 0 and is_answered and not _is_quotation(lines, number + 1):
            start = _attribution_start(lines, number, loose=False)
        if start >= 0:
            while start and (RULE.fullmatch(lines[start - 1].bare) or not lines[start - 1].bare):
                start -= 1
            _mark(lines[start:])
            return start
        is_answered = is_answered or bool(line.bare) and not line.is_quoted and not _ends_attribution(lines, number)
    return len(lines)


def _says_that_it_is_quoted(lines: Sequence[_Line], number: int) -> bool:
    bare = lines[number].bare
    return bool(SEPARATOR.fullmatch(bare) or FORWARDED.match(bare) or _is_head(lines, number))


def _is_head(lines: Sequence[_Line], number: int) -> bool:
    """Whether the head of an e-mail begins at a line: at least three lines of a head, one of which names the sender."""
    if not HEAD_LINE.fullmatch(lines[number].bare):
        return False
    below = [line.bare for line in lines[number : number + HEAD_LINES] if HEAD_LINE.fullmatch(line.bare)]
    return len(below) > 2 and any(HEAD.fullmatch(line) for line in below)


def _attribution_start(lines: Sequence[_Line], end: int, *, loose: bool) -> int:
    """The first line of the attribution (“On Monday, Awa wrote:”) whose last line is ``end``; -1 if there is none.
    ``loose``: quoted lines follow, so that a line that only looks like an attribution counts as one."""
    if not lines[end].bare.endswith((":", "：", "wrote")) or lines[end].is_quoted:
        return -1
    words, addressed = "", -1
    for start in range(end, max(-1, end - ATTRIBUTION_LINES), -1):
        if lines[start].is_quoted or not (lines[start].bare or words.startswith(("<", ">"))):
            break
        words = f"{lines[start].bare} {words}".strip()
        if ATTRIBUTION.fullmatch(words) and (loose or DATED.search(words)):
            return start
        if addressed < 0 and ADDRESSED.fullmatch(words):
            addressed = start
    if addressed >= 0:
        return addressed
    is_one = LOOSE_ATTRIBUTION.fullmatch(lines[end].bare) or (loose and DATED.search(lines[end].bare))
    return end if loose and is_one else -1


def _ends_attribution(lines: Sequence[_Line], number: int) -> bool:
    """Whether a line is part of an attribution, which may end some lines below."""
    ends = range(number, min(len(lines), number + ATTRIBUTION_LINES))
    return any(-1 < _attribution_start(lines, end, loose=False) <= number for end in ends)


def _is_quotation(lines: Sequence[_Line], number: int) -> bool:
    """Whether the first line with words, from there on, is quoted."""
    return next((line.is_quoted for line in lines[number:] if line.bare), False)


def _fold_attributions(lines: Sequence[_Line]) -> None:
    """Fold the attributions, which stand above what they quote, or alone."""
    for number in range(len(lines)):
        is_above = _is_quotation(lines, number + 1)
        start = _attribution_start(lines, number, loose=is_above)
        if start >= 0:
            _mark(lines[start : number + 1])


def _mark(lines: Sequence[_Line]) -> None:
    for line in lines:
        line.is_folded = True


def _fold_around(lines: Sequence[_Line]) -> None:
    """Fold the signature, and the quotations below and above all that somebody wrote. Quotations between their own
    words are shown: the words answer them."""
    _fold_signature(lines)
    own = [number for number, line in enumerate(lines) if line.bare and not line.is_quoted and not line.is_folded]
    if not own:
        _mark([line for line in lines if line.is_quoted])
        return
    _mark([line for line in lines[own[-1] + 1 :] if line.is_quoted])
    above, between = lines[: own[0]], lines[own[0] : own[-1]]
    if any(line.is_quoted for line in between):
        # Somebody who answers between the quotations answers the first of them too: it is shown.
        for line in above:
            line.is_folded = line.is_folded and not line.is_quoted
    else:
        _mark([line for line in above if line.is_quoted])


def _signs(own: Sequence[_Line], number: int) -> bool:
    """Whether a signature begins at a line. A rule right below words is no signature: it belongs to a table or a
    title."""
    is_apart = not number or not own[number - 1].bare
    return own[number].bare in SIGNS or is_apart and RULE.fullmatch(own[number].bare) is not None


def _fold_signature(lines: Sequence[_Line]) -> None:
    """Fold the signature: the last unquoted lines, from one with two dashes on, and lines that mail programs add."""
    own = [line for line in lines if not line.is_quoted and not line.is_folded]
    starts = [number for number, line in enumerate(own) if _signs(own, number)]
    for start in starts:
        if len([line for line in own[start + 1 :] if line.bare]) <= SIGNATURE_LINES:
            _mark(own[start:])
            own = own[:start]
            break
    while own and (not own[-1].bare or SENT_FROM.fullmatch(own[-1].bare)):
        own[-1].is_folded = bool(own[-1].bare)
        own = own[:-1]
