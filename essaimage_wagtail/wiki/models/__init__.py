"""Tables of the wiki: published versions, people who edit as they are in public, suggestions of visitors, and requests
for an account."""

from .accounts import AccountRequest
from .people import Contributor, PublicName
from .suggestions import Suggestion
from .versions import Summary, Version
from .visitors import Salt as Salt  # a table, and nothing for sites

__all__ = ["AccountRequest", "Contributor", "PublicName", "Suggestion", "Summary", "Version"]
