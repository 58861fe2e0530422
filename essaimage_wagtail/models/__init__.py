"""Fields of pages (abstract) and the snippets that they refer to: no request, no view."""

from ..search.tables import SearchWord  # and the index's tables, which belong to this app too
from .cloud import CloudFields
from .common import CommonFields, CommonOfferMixin, Usage
from .concept import Concept, ConceptLabel
from .directory import DirectoryFields
from .fields import SheetBodyField
from .frame import ProjectFrame
from .links import CommonLink, SheetCommonLink
from .method import MethodFields, MethodStepFields
from .organisation import Organisation
from .page import PageFields
from .people import Contact
from .replication import Replication, ReplicationText
from .sheet import SheetFields
from .taxonomy import Audience, Theme
from .territory import Territory, territory_changed
from .upkeep import LinkPlace, OutsideLink, PageFaults  # noqa: F401  (tables of this app, and nobody else's business)

__all__ = [
    "Audience",
    "CloudFields",
    "CommonLink",
    "CommonFields",
    "CommonOfferMixin",
    "Concept",
    "ConceptLabel",
    "Contact",
    "DirectoryFields",
    "PageFields",
    "MethodFields",
    "MethodStepFields",
    "Organisation",
    "ProjectFrame",
    "Replication",
    "ReplicationText",
    "SearchWord",
    "SheetBodyField",
    "SheetCommonLink",
    "SheetFields",
    "Territory",
    "Theme",
    "Usage",
    "territory_changed",
]
