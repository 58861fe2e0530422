"""What a site's pages inherit (abstract mixins) and the snippets that they refer to."""

from ..search.tables import *  # noqa: F403  (the index's tables belong to this app)
from .directory import DirectoryMixin
from .organisation import Organisation
from .page import EssaimagePageMixin
from .people import Contact
from .sheet import SheetMixin
from .taxonomy import Audience, Theme
from .territory import Territory

__all__ = [
    "Audience",
    "Contact",
    "DirectoryMixin",
    "EssaimagePageMixin",
    "Organisation",
    "SheetMixin",
    "Territory",
    "Theme",
]
