"""What must not be shown of an e-mail that people read on the web: secret addresses that its author quotes back, and
e-mail addresses in what is quoted."""

import re

from ..models import Author
from ..sending.addresses import TOKEN

ADDRESS = re.compile(r"(?:mailto:)?[\w.+%=~&'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
LINK = re.compile(r"<?https?://[^\s<>\"]+>?")
SECRET = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def without_secrets(text: str, author: Author) -> str:
    """Without the addresses of the author's own pages, and without those to which they alone may answer."""
    text = LINK.sub(lambda found: "" if _is_of(found[0], author) else found[0], text)
    return ADDRESS.sub(lambda found: "…" if TOKEN.search(found[0].lower()) else found[0], text)


def without_addresses(text: str, author: Author) -> str:
    """For what is quoted: it names the addresses of others, and of the author as well."""
    return ADDRESS.sub("…", without_secrets(text, author))


def _is_of(link: str, author: Author) -> bool:
    own = author.secret.hex
    return any(found.replace("-", "").lower() == own for found in SECRET.findall(link))
