"""New words in the place of old ones, within the links and emphases of a text.

A visitor types plain text. What stayed the same keeps its link or emphasis; what is new takes that of the words that it
replaces.
"""

import re
from difflib import SequenceMatcher
from html import unescape

from bs4 import BeautifulSoup
from django.utils.html import escape

_PARTS = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<[^>]*>")
_TOKENS = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
_BREAK = re.compile(r"<br\s*/?>")


def words_of(html: str) -> str:
    """What inline HTML says, without its tags."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", html)))


def with_words(html: str, words: str) -> str:
    """``html`` (a :attr:`.passages.Passage.html`) that says ``words``."""
    old, before = _tokens(html)
    new = _TOKENS.findall(words)
    found: list[str] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for place in range(i, i_end):
                found += [*before[place], _written(old[place])]
            continue
        tags = [each for place in range(i, i_end) for each in before[place]]
        if tag == "insert":
            # Beside a link rather than within it.
            closing = [each for each in before[i] if each.startswith("</")]
            before[i] = [each for each in before[i] if not each.startswith("</")]
            found += closing
        elif tags and i < i_end:
            found += before[i]
            tags = tags[len(before[i]) :]
        found += map(_written, new[j:j_end])
        found += tags if tag != "insert" else []
    found += before[len(old)]
    return _tidy("".join(found))


def _tokens(html: str) -> tuple[list[str], list[list[str]]]:
    """The words of inline HTML, and the tags before each of them and after the last."""
    tokens: list[str] = []
    tags: list[list[str]] = [[]]
    for part in _PARTS.split(html):
        if _BREAK.fullmatch(part):
            tokens.append("\n")
            tags.append([])
        elif part.startswith("<"):
            tags[-1].append(part)
        else:
            for token in _TOKENS.findall(unescape(part)):
                tokens.append(token)
                tags.append([])
    return tokens, tags


def _written(part: str) -> str:
    return "<br/>" if part == "\n" else str(escape(part))


def _tidy(html: str) -> str:
    """Without the elements whose words are gone."""
    # Within another element: of a text that is an address alone, the parser would warn.
    soup = BeautifulSoup(f"<p>{html}</p>", "html.parser")
    for element in reversed(soup.find_all(True)):
        if element.name not in ("br", "p") and not element.get_text() and not element.find("br"):
            element.decompose()
    return str(soup).removeprefix("<p>").removesuffix("</p>")
