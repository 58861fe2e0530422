"""The words of an e-mail that is written as HTML: scripts and styles are left out, quotations begin with ``>``."""

import re
from html.parser import HTMLParser

LONGEST = 2_000_000
"""Characters of HTML that are read."""
LEFT_OUT = {"script", "style", "head", "title", "template", "svg", "math", "object", "select", "textarea"}
LINES = {
    "div",
    "tr",
    "li",
    "dt",
    "dd",
    "table",
    "ul",
    "ol",
    "address",
    "section",
    "article",
    "header",
    "footer",
    "center",
}
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr"}
SIGNATURES = re.compile(r"gmail_signature|moz-signature|ms-outlook-mobile-signature|protonmail_signature_block", re.I)
MANY_SPACES = re.compile(r"[ \t\r\n\f\v]+")
FIXED_SPACE = re.compile(r"(?<!«)\u00a0(?![:;?!»%€])")
"""One that writes nothing, as programs put it between words; French needs the others."""
MOST_DEPTH = 20
DECLARATION = re.compile(r"<[!?][^<>]{0,10000}>")
NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]{0,10000}>)")


def plain_text(html: str) -> str:
    """Reads HTML as browsers do, however broken it is."""
    parser = _Words()
    parser.feed(_sound(html[:LONGEST]))
    parser.close()
    return parser.text


def _sound(html: str) -> str:
    """Without comments, and with the sign for less-than where no tag begins: on what is never closed, the parser of
    older Pythons takes minutes."""
    parts, place = [], 0
    while (start := html.find("<!--", place)) >= 0:
        parts.append(html[place:start])
        end = html.find("-->", start + 2)
        if end < 0:
            html, place = "", 0
            break
        place = end + 3
    parts.append(html[place:])
    return NO_TAG.sub("&lt;", DECLARATION.sub("", "".join(parts)))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._without = 0
        self._preformatted = 0
        self._depth = 0
        self._links: list[tuple[str, int]] = []

    @property
    def text(self) -> str:
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in LEFT_OUT:
            self._without += 1
            return
        if tag == "body":
            # Whatever the head left open ends here.
            self._without = 0
        if tag == "br":
            self._end_line(always=True)
        elif tag in PARAGRAPHS:
            self._end_line()
            self._leave_a_line()
        elif tag in LINES:
            self._end_line()
        if SIGNATURES.search(f"{given.get('class', '')} {given.get('id', '')}"):
            self._sign()
        if tag == "blockquote":
            self._depth += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._line = "* "
        elif tag in ("td", "th") and self._line.strip():
            self._line += " "
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._line)))
        elif tag == "img" and not self._without:
            self._line += given.get("alt", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in LEFT_OUT:
            self._without = max(0, self._without - 1)
        elif tag == "a" and self._links:
            self._end_link()
        elif tag in PARAGRAPHS:
            self._end_line()
            if tag == "blockquote":
                self._depth = max(0, self._depth - 1)
            elif tag == "pre":
                self._preformatted = max(0, self._preformatted - 1)
            self._leave_a_line()
        elif tag in LINES:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if self._without:
            return
        if self._preformatted:
            first, *others = data.replace("\r\n", "\n").split("\n")
            self._line += first
            for one in others:
                self._end_line(always=True)
                self._line = one
            return
        words = MANY_SPACES.sub(" ", FIXED_SPACE.sub(" ", data))
        self._line += words.lstrip(" ") if not self._line or self._line.endswith(" ") else words

    def _end_link(self) -> None:
        """A link says where it leads, if its words do not."""
        address, start = self._links.pop()
        words = self._line[start:].strip()
        is_known = words and (address.rstrip("/").endswith(words.rstrip("/")) or words == address)
        if address.startswith(("http://", "https://")) and words and not is_known:
            self._line += f" <{address}>"

    def _sign(self) -> None:
        if self._line.strip() not in ("--", "-- ") and (not self._lines or self._lines[-1].strip() != "--"):
            self._end_line()
            self._lines.append(self._quoting + "-- ")

    @property
    def _quoting(self) -> str:
        depth = min(self._depth, MOST_DEPTH)
        return f"{'>' * depth} " if depth else ""

    def _end_line(self, *, always: bool = False) -> None:
        line = self._line.rstrip() if self._line != "-- " else self._line
        if line or always:
            self._lines.append(self._quoting + line)
        self._line = ""

    def _leave_a_line(self) -> None:
        if self._lines and self._lines[-1].strip(" >"):
            self._lines.append(self._quoting.rstrip())
