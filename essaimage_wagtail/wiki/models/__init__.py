"""Tables of the wiki: published versions, people who edit as they are in public, and suggestions of visitors."""

from .people import Contributor, PublicName
from .suggestions import Suggestion
from .versions import Summary, Version

__all__ = ["Contributor", "PublicName", "Suggestion", "Summary", "Version"]
