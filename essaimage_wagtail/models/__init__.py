"""Fields of pages (abstract) and the snippets that they refer to: no request, no view."""

from ..search.tables import *  # noqa: F403  (the index's tables belong to this app)
from .cloud import CloudFields
from .common import CommonFields, CommonOfferMixin, Usage
from .directory import DirectoryFields
from .frame import ProjectFrame
from .links import CommonLink, SheetCommonLink
from .method import MethodFields, MethodStepFields
from .organisation import Organisation
from .page import PageFields
from .people import Contact
from .replication import Replication, ReplicationText
from .sheet import SheetFields
from .taxonomy import Audience, Theme
from .territory import Territory

__all__ = [
    "Audience",
    "CloudFields",
    "CommonLink",
    "CommonFields",
    "CommonOfferMixin",
    "Contact",
    "DirectoryFields",
    "PageFields",
    "MethodFields",
    "MethodStepFields",
    "Organisation",
    "ProjectFrame",
    "Replication",
    "ReplicationText",
    "SheetCommonLink",
    "SheetFields",
    "Territory",
    "Theme",
    "Usage",
]
