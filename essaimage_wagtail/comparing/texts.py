"""One text of a page with its place: the smallest thing that is compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .prose import paragraphs


@dataclass(frozen=True, slots=True)
class Text:
    """``path``: where it stands, the same in both versions; several paragraphs have one. ``labels``: its place in
    words, within its section. ``words``: a string, or a :class:`~.names.Named`. ``markup``: what is not words: links,
    layout. ``row``: the path of the row of a list or table that it belongs to; ``is_name``: whether that may be called
    by it; ``is_whole``: a choice, a figure or a name, which is not compared word by word."""

    path: str
    labels: tuple[str, ...]
    words: Any
    markup: str = ""
    row: str = ""
    is_name: bool = False
    is_whole: bool = False


def paragraphs_at(path: str, labels: tuple[str, ...], source: str, row: str = "") -> Iterator[Text]:
    for words, markup in paragraphs(source):
        yield Text(path, labels, words, markup, row)
