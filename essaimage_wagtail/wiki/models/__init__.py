"""Tables of the wiki: published versions, what people who edit are called in public, and suggestions of visitors."""

from .people import PublicName
from .suggestions import Suggestion
from .versions import Summary, Version
from .visitors import Salt

__all__ = ["PublicName", "Salt", "Suggestion", "Summary", "Version"]
