"""Tables of the wiki: published versions, what people who edit are called in public, suggestions of visitors, and
requests for an account."""

from .accounts import AccountRequest
from .people import PublicName
from .suggestions import Suggestion
from .versions import Summary, Version
from .visitors import Salt as Salt  # a table, and nothing for sites

__all__ = ["AccountRequest", "PublicName", "Suggestion", "Summary", "Version"]
