"""Tables of the wiki: published versions, what people who edit are called in public, suggestions of visitors, and who
watches what."""

from .people import PublicName
from .suggestions import Suggestion
from .versions import Summary, Version
from .visitors import Salt, SentForm
from .watching import Dispatch, News, Subscription, Watcher

__all__ = [
    "Dispatch",
    "News",
    "PublicName",
    "Salt",
    "SentForm",
    "Subscription",
    "Suggestion",
    "Summary",
    "Version",
    "Watcher",
]
