"""Plain text as it is shown: without HTML, with its links; and the text of an answer, with what it quotes."""

import re

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ...hrefs import checked_address

LINK = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]]+", re.IGNORECASE)
ENDS = ".,;:!?…،؛؟»”’)]"
"""What stands after an address, and is none of it; a bracket that was opened in it is."""
LONGEST_SHOWN = 60
MOST_QUOTED = 2000
"""Characters of a message that an answer begins with."""


def html_of(text: str) -> SafeString:
    """Paragraphs and lines of a text, with links that search engines do not follow."""
    paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
    return format_html_join("\n", "<p>{}</p>", ((_lines(one),) for one in paragraphs if one.strip()))


def _lines(paragraph: str) -> SafeString:
    return mark_safe("<br>".join(_linked(line) for line in paragraph.split("\n")))  # noqa: S308 - each is escaped


def _linked(line: str) -> str:
    parts, end = [], 0
    for match in LINK.finditer(line):
        address = _without_end(match[0])
        if checked_address(address):
            parts += [escape(line[end : match.start()]), _link(address)]
            end = match.start() + len(address)
    return "".join([*parts, escape(line[end:])])


def _without_end(address: str) -> str:
    while address[-1:] and address[-1] in ENDS:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _link(address: str) -> str:
    told = address if len(address) <= LONGEST_SHOWN else f"{address[:LONGEST_SHOWN]}…"
    return format_html('<a href="{}" rel="nofollow ugc noopener"><bdi dir="ltr">{}</bdi></a>', address, told)


def quoted(text: str) -> str:
    """A message as an answer quotes it."""
    lines = text[:MOST_QUOTED].strip().split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def parted(text: str) -> tuple[str, str]:
    """The words of an answer, and what it quotes at its beginning without the marks. An answer between the lines of
    what it quotes stays whole."""
    lines = text.strip().split("\n")
    number = next((place for place, line in enumerate(lines) if not line.startswith(">")), len(lines))
    rest = "\n".join(lines[number:]).strip()
    if not number or any(line.startswith(">") for line in lines[number:]):
        return text.strip(), ""
    return rest, "\n".join(re.sub(r"^> ?", "", line) for line in lines[:number]).strip()
