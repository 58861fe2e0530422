"""The StreamField vocabulary of a sheet: one small module by subject.

Blocks know neither the database nor the request; they import Wagtail's blocks and
:mod:`essaimage_wagtail.choices` alone. At most struct > list > struct: deeper text would silently
not reach the translator (see ``docs/explanation/multilingual.md``).
"""

from . import rows as _rows  # noqa: F401  (tells Wagtail how lists are edited)
from .actors import ActorBlock, ActorsBlock
from .base import EntriesBlock, PassageBlock, SectionBlock, is_blank
from .budget import BudgetBlock, BudgetLineBlock
from .conditions import ConditionBlock, ConditionsBlock
from .documents import DocumentBlock, DocumentsBlock
from .evaluation import EvaluationBlock
from .framing import FramingBlock
from .means import MeansBlock, MeansRowBlock
from .method import ChecklistBody, MethodBody
from .narrative import (
    ActivitiesBlock,
    ContextBlock,
    DescriptionBlock,
    GovernanceBlock,
    LessonsBlock,
    NeedBlock,
    TextBlock,
)
from .pictures import GalleryBlock, GalleryPictureBlock, PictureBlock
from .planning import PlanningBlock
from .results import IndicatorBlock, ResultsBlock
from .sheet import SheetBody
from .sources import SourceBlock, SourcesBody
from .swot import SwotBlock
from .transferability import TransferabilityBlock
from .video import VideoBlock
from .vigilance import VigilanceBlock, VigilancePointBlock
from .voices import QuotationBlock, TestimonyBlock

__all__ = [
    "ActivitiesBlock",
    "ActorBlock",
    "ActorsBlock",
    "BudgetBlock",
    "BudgetLineBlock",
    "ChecklistBody",
    "ConditionBlock",
    "ConditionsBlock",
    "ContextBlock",
    "DescriptionBlock",
    "DocumentBlock",
    "DocumentsBlock",
    "EntriesBlock",
    "EvaluationBlock",
    "FramingBlock",
    "GalleryBlock",
    "GalleryPictureBlock",
    "GovernanceBlock",
    "IndicatorBlock",
    "LessonsBlock",
    "MeansBlock",
    "MeansRowBlock",
    "MethodBody",
    "NeedBlock",
    "PassageBlock",
    "PictureBlock",
    "PlanningBlock",
    "QuotationBlock",
    "ResultsBlock",
    "SectionBlock",
    "SheetBody",
    "SourceBlock",
    "SourcesBody",
    "SwotBlock",
    "TestimonyBlock",
    "TextBlock",
    "TransferabilityBlock",
    "VideoBlock",
    "VigilanceBlock",
    "VigilancePointBlock",
    "is_blank",
]
