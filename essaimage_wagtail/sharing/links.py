"""Plain links by which readers pass a page on: nothing is asked of anybody before they are followed."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

NETWORKS = {
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={text}"),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    # What comes after "#" stays in the browser, which asks its reader for a server.
    "mastodon": ("Mastodon", "https://share.joinmastodon.org/#text={text}"),
    "telegram": ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
    "whatsapp": ("WhatsApp", "https://wa.me/?text={text}"),
}
"""Names that the setting ``SHARE`` may have: what a network is called, and the address at which it takes an address
(``url``), a title, or a text that has both."""


@dataclass(frozen=True, slots=True)
class ShareLink:
    label: str
    url: str


def share_links(names: Iterable[object], title: str, url: str) -> list[ShareLink]:
    """Links to networks by their names, in the order given; names that are not known are left out."""
    given = {"title": title, "url": url, "text": f"{title} {url}"}
    written = {name: quote(value, safe="") for name, value in given.items()}
    known = [NETWORKS[str(name)] for name in names if is_known(name)]
    return [ShareLink(label, pattern.format(**written)) for label, pattern in known]


def is_known(name: object) -> bool:
    return isinstance(name, str) and name in NETWORKS


def mail_link(title: str, words: str, url: str) -> str:
    """A letter to whomever the reader chooses, with the title as its subject."""
    body = "\r\n\r\n".join(part for part in (words, url) if part)
    return f"mailto:?subject={quote(title, safe='')}&body={quote(body, safe='')}"
