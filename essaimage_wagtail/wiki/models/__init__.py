"""Tables of the wiki: published versions, what people who edit are called in public, suggestions of visitors, and who
watches what."""

from .people import PublicName
from .suggestions import Suggestion
from .versions import Summary, Version
from .visitors import Salt as Salt
from .visitors import SentForm as SentForm
from .watching import Dispatch as Dispatch
from .watching import News as News
from .watching import Subscription, Watcher

__all__ = [
    "PublicName",
    "Subscription",
    "Suggestion",
    "Summary",
    "Version",
    "Watcher",
]
