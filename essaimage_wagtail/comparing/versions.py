"""Two versions of a page side by side: which sections changed, which are new, removed or in another place, and how."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page, Site

from ..formatting import enumeration
from .contents import Part, parts_of
from .kinds import Kind
from .names import Named, Names
from .texts import Text
from .words import NEW, OLD, Merged, merged, paired


@dataclass(slots=True)
class Change:
    """``place``: where in its section, in words; ``pieces``: both texts in one flow; ``note``: what is told instead."""

    place: str
    pieces: Merged = field(default_factory=list)
    note: str = ""
    kind: str = ""


@dataclass(slots=True)
class Compared:
    """A field or section that differs. ``is_moved``: it stands before or after other sections than it did."""

    name: str
    label: str
    kind: Kind
    is_moved: bool = False
    changes: list[Change] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)

    @property
    def moved_label(self) -> str:
        return str(Kind.MOVED.label)


def compare(old: Page, new: Page, code: str, site: Site | None) -> list[Compared]:
    """What became of ``old``, in the order of ``new``. ``code``: the language in which rows of other tables are named;
    all other words are in the active one."""
    before, after = parts_of(old), parts_of(new)
    return compare_parts(before, after, Names(named_in(before, after), code, site))


def named_in(*sides: dict[str, Part]) -> set[Named]:
    """What the parts of some versions refer to by keys."""
    texts = chain.from_iterable(part.texts for side in sides for part in side.values())
    return {text.words for text in texts if isinstance(text.words, Named)}


def compare_parts(before: dict[str, Part], after: dict[str, Part], names: Names) -> list[Compared]:
    """What became of these parts, in the order of ``after``."""
    moved = _moved_sections(before, after)
    found = []
    for name in in_order(list(before), list(after)):
        one, other = before.get(name), after.get(name)
        compared = _compared(one, other, names, name in moved)
        if compared is not None:
            found.append(compared)
    return found


def in_order(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """All of them as in ``new``; those that are gone after what they followed."""
    following: dict[str | None, list[str]] = defaultdict(list)
    held, last = set(new), None
    for name in old:
        if name in held:
            last = name
        else:
            following[last].append(name)
    return [*following[None], *chain.from_iterable([name, *following[name]] for name in new)]


def moved(old: Sequence[Hashable], new: Sequence[Hashable]) -> set[Any]:
    """Those of both that are in another order: as few as possible, all others stay as they are (the longest increasing
    subsequence, by patience sorting)."""
    places = {one: place for place, one in enumerate(old)}
    common = [one for one in new if one in places]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, one in enumerate(common):
        length = bisect_left(tails, places[one])
        before.append(ends[length - 1] if length else None)
        tails[length : length + 1] = [places[one]]
        ends[length : length + 1] = [index]
    stay: set[Any] = set()
    last = ends[-1] if ends else None
    while last is not None:
        stay.add(common[last])
        last = before[last]
    return set(common) - stay


def _moved_sections(before: dict[str, Part], after: dict[str, Part]) -> set[str]:
    streams = {part.stream for part in after.values() if part.stream}
    orders = [
        [[part.name for part in side.values() if part.stream == stream] for side in (before, after)]
        for stream in streams
    ]
    return set().union(*(moved(old, new) for old, new in orders))


def _compared(one: Part | None, other: Part | None, names: Names, is_moved: bool) -> Compared | None:
    if other is None:
        return _as_a_whole(one, names, Kind.REMOVED) if one else None
    if one is None:
        return _as_a_whole(other, names, Kind.ADDED)
    part = other
    changes = list(_changes(one.texts, other.texts, names))
    if not changes and not is_moved:
        return None
    return Compared(part.name, part.label, Kind.CHANGED if changes else Kind.MOVED, is_moved and bool(changes), changes)


def _as_a_whole(part: Part, names: Names, kind: Kind) -> Compared | None:
    """Of a part that is only in one version; ``None`` where it says nothing."""
    changes = [change for row in _grouped(part.texts) for change in _whole(row, names, kind)]
    return Compared(part.name, part.label, kind, changes=changes) if changes else None


def _grouped(texts: Iterable[Text]) -> list[list[Text]]:
    """By rows; each text that is in none by itself."""
    found: dict[Any, list[Text]] = {}
    for place, text in enumerate(texts):
        found.setdefault(text.row or place, []).append(text)
    return list(found.values())


def _whole(texts: list[Text], names: Names, kind: Kind) -> Iterator[Change]:
    """A row that is only in one version, as one sentence; a text by itself."""
    origin = NEW if kind == Kind.ADDED else OLD
    if not texts[0].row:
        yield from (
            Change(" › ".join(text.labels), [(origin, words)]) for text in texts if (words := _said(text, names))
        )
        return
    name = next((text for text in texts if text.is_name), texts[0])
    said = [(text, _said(text, names)) for text in (name, *(text for text in texts if text is not name))]
    told = [words if text is name else _labelled(text.labels[-1:], words) for text, words in said if words]
    if told:
        yield Change(" › ".join(texts[0].labels[:-1]), [(origin, enumeration(told))], kind=str(kind.label))


def as_it_is(part: Part, names: Names) -> list[Change]:
    """All that a part says, where nothing of it changed."""
    said = ((text, _said(text, names)) for text in part.texts)
    return [Change(" › ".join(text.labels), [("", words)]) for text, words in said if words]


def _labelled(labels: tuple[str, ...], words: str) -> str:
    return f"{labels[0]}{pgettext('after a label', ':')} {words}" if labels else words


def _said(text: Text, names: Names) -> str:
    return names[text.words] if isinstance(text.words, Named) else text.words


def _changes(old: list[Text], new: list[Text], names: Names) -> Iterator[Change]:
    """In the order of ``new``: rows that came or went as a whole, texts that changed, rows that moved."""
    rows = [list(dict.fromkeys(text.row for text in side if text.row)) for side in (old, new)]
    titles = {row: title for side in (old, new) for row, title in _titles(side, names).items()}
    elsewhere = moved(*rows)
    groups = [_by_group(side) for side in (old, new)]
    for key in in_order(list(groups[0]), list(groups[1])):
        one, other = (side.get(key, []) for side in groups)
        row = next(text.row for text in (*other, *one))
        if row and not (row in rows[0] and row in rows[1]):
            yield from _whole(other or one, names, Kind.ADDED if other else Kind.REMOVED)
            continue
        if row in elsewhere:
            yield Change(_place((other or one)[0], titles, whole=True), note=str(Kind.MOVED.label))
        yield from _texts_compared(one, other, names, titles)


def _by_group(texts: list[Text]) -> dict[str, list[Text]]:
    """A row is a group, and so is each text that is in none."""
    found: dict[str, list[Text]] = {}
    for text in texts:
        found.setdefault(text.row or text.path, []).append(text)
    return found


def _titles(texts: list[Text], names: Names) -> dict[str, str]:
    """What each row is called, where it has a name."""
    found: dict[str, str] = {}
    for text in texts:
        words = _said(text, names)
        if text.is_name and text.row and words and text.row not in found:
            found[text.row] = words
    return found


def _place(text: Text, titles: dict[str, str], whole: bool = False) -> str:
    """“Lines › Tools › Amount”; of a whole row, without the last."""
    if not text.row:
        return " › ".join(text.labels)
    depth = len(text.labels) - (0 if text.path == text.row else text.path[len(text.row) + 1 :].count(".") + 1)
    title = [titles[text.row]] if text.row in titles else []
    return " › ".join([*text.labels[:depth], *title, *([] if whole else text.labels[depth:])])


def _texts_compared(old: list[Text], new: list[Text], names: Names, titles: dict[str, str]) -> Iterator[Change]:
    sides: list[dict[str, list[Text]]] = []
    for texts in (old, new):
        by_path: dict[str, list[Text]] = {}
        for text in texts:
            by_path.setdefault(text.path, []).append(text)
        sides.append(by_path)
    for path in in_order(list(sides[0]), list(sides[1])):
        one, other = (side.get(path, []) for side in sides)
        words = [[_said(text, names) for text in texts] for texts in (one, other)]
        if words[0] == words[1] and [text.markup for text in one] == [text.markup for text in other]:
            continue
        place = _place((other or one)[0], titles)
        for i, j in paired(*words):
            left = "" if i is None else words[0][i]
            right = "" if j is None else words[1][j]
            if left != right:
                is_whole = any(text.is_whole for text in (*one, *other))
                pieces = [(OLD, left), (NEW, right)] if is_whole else merged(left, right)
                yield Change(place, [piece for piece in pieces if piece[1]])
            elif i is not None and j is not None and one[i].markup != other[j].markup:
                yield Change(place, [("", right)], note=_("The words are the same: a link or the layout changed."))
