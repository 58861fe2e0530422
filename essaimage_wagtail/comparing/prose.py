"""The paragraphs of a rich text, as words without their layout."""

from html.parser import HTMLParser

APART = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "div", "hr", "table", "tr"}
)
"""Elements that begin and end a paragraph."""
SAID = ("alt", "url")
"""Attributes of an embedded image or film that say what it is."""


class _Paragraphs(HTMLParser):
    """``found``: pairs of the words of a paragraph, and of its markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._markup: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in APART:
            self.end()
        given = dict(attrs)
        if tag == "br":
            self._words.append(" ")
        elif tag == "embed":
            self._words.append(next((given[name] for name in SAID if given.get(name)), None) or "")
        if tag != "p":
            told = sorted((name, value) for name, value in given.items() if not name.startswith("data-"))
            self._markup.append(f"{tag}{told}@{len(''.join(self._words))}")

    def handle_endtag(self, tag: str) -> None:
        if tag in APART:
            self.end()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def end(self) -> None:
        words = " ".join("".join(self._words).split())
        if words:
            self.found.append((words, " ".join(self._markup)))
            self._markup = []
        self._words = []


def paragraphs(source: str) -> list[tuple[str, str]]:
    """``[(words, markup)]``; of two paragraphs with the same words, those whose markup differs have other links or
    another layout."""
    parser = _Paragraphs()
    parser.feed(source)
    parser.close()
    parser.end()
    return parser.found
