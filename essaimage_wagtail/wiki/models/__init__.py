"""Tables of the wiki: which versions of a page were published, and what people who edit are called in public."""

from .people import PublicName
from .versions import Summary, Version

__all__ = ["PublicName", "Summary", "Version"]
