"""What must not be shown of an e-mail that people read on the web: secret addresses that its author quotes back, and
e-mail addresses in what is quoted."""

import re

from ..models import Author
from ..sending.addresses import TOKEN

ADDRESS = re.compile(r"(?:mailto:)?[\w.+%=~&'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
LINK = re.compile(r"<?https?://[^\s<>\"]+>?")
SHORTEST_NAME = 3
SECRET = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def without_secrets(text: str, author: Author) -> str:
    """A text without the secret addresses of its author: their own page, and the addresses to which they alone
    answer."""
    text = LINK.sub(lambda found: "" if _is_of(found[0], author) else found[0], text)
    return ADDRESS.sub(lambda found: "…" if TOKEN.search(found[0].lower()) else found[0], text)


def without_people(quoted: str, *authors: Author | None) -> str:
    """A quotation without e-mail addresses and without the names of authors, who may later have their names removed
    from the site. Mail programs write both above what they quote."""
    for author in authors:
        if author and len(author.name) >= SHORTEST_NAME:
            quoted = quoted.replace(author.name, "…")
    return ADDRESS.sub("…", quoted)


def _is_of(link: str, author: Author) -> bool:
    own = author.secret.hex
    return any(found.replace("-", "").lower() == own for found in SECRET.findall(link))
