"""What a site's pages inherit (abstract mixins) and the snippets that they refer to."""

from ..search.tables import *  # noqa: F403  (the index's tables belong to this app)
from .cloud import CloudMixin
from .common import CommonMixin, CommonOfferMixin, Usage
from .directory import DirectoryMixin
from .frame import ProjectFrame
from .links import CommonLink, SheetCommonLink
from .method import MethodMixin, MethodStepMixin
from .organisation import Organisation
from .page import EssaimagePageMixin
from .people import Contact
from .replication import Replication, ReplicationText
from .sheet import SheetMixin
from .taxonomy import Audience, Theme
from .territory import Territory

__all__ = [
    "Audience",
    "CloudMixin",
    "CommonLink",
    "CommonMixin",
    "CommonOfferMixin",
    "Contact",
    "DirectoryMixin",
    "EssaimagePageMixin",
    "MethodMixin",
    "MethodStepMixin",
    "Organisation",
    "ProjectFrame",
    "Replication",
    "ReplicationText",
    "SheetCommonLink",
    "SheetMixin",
    "Territory",
    "Theme",
    "Usage",
]
