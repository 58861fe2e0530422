"""Tables of the wiki: published versions, people who edit as they are in public, suggestions of visitors, requests for
an account, and who watches what."""

from .accounts import AccountRequest
from .people import Contributor, PublicName
from .suggestions import Suggestion
from .versions import Summary, Version
from .visitors import Salt as Salt
from .visitors import SentForm as SentForm
from .watching import Dispatch as Dispatch
from .watching import News as News
from .watching import Subscription, Watcher

__all__ = [
    "AccountRequest",
    "Contributor",
    "PublicName",
    "Subscription",
    "Suggestion",
    "Summary",
    "Version",
    "Watcher",
]
"""What a site may use; the other tables are the wiki's own."""
