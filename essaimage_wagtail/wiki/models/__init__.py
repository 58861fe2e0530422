"""Tables of the wiki: published versions, people who edit as they are in public, and suggestions of visitors."""

from .people import Contributor, PublicName
from .suggestions import Suggestion
from .versions import Summary, Version
from .visitors import Salt

__all__ = ["Contributor", "PublicName", "Salt", "Suggestion", "Summary", "Version"]
