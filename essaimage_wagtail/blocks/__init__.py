"""The StreamField vocabulary of a sheet: one small module by subject.

Blocks know neither the database nor the request; they import Wagtail's blocks and
:mod:`essaimage_wagtail.choices` alone. At most struct > list > struct: deeper text would silently
not reach the translator (see ``docs/explanation/multilingual.md``).
"""

from .actors import ActorBlock, ActorsBlock
from .base import SectionBlock, is_blank
from .budget import BudgetBlock, BudgetLineBlock
from .method import ChecklistBody, MethodBody
from .narrative import (
    ActivitiesBlock,
    ContextBlock,
    GovernanceBlock,
    LessonsBlock,
    NeedBlock,
    TextBlock,
)
from .pictures import PictureBlock
from .results import IndicatorBlock, ResultsBlock
from .sheet import SheetBody
from .sources import SourceBlock, SourcesBody
from .swot import SwotBlock
from .vigilance import VigilanceBlock, VigilancePointBlock
from .voices import QuotationBlock, TestimonyBlock

__all__ = [
    "ActivitiesBlock",
    "ActorBlock",
    "ActorsBlock",
    "BudgetBlock",
    "BudgetLineBlock",
    "ChecklistBody",
    "ContextBlock",
    "GovernanceBlock",
    "IndicatorBlock",
    "LessonsBlock",
    "MethodBody",
    "NeedBlock",
    "PictureBlock",
    "QuotationBlock",
    "ResultsBlock",
    "SectionBlock",
    "SheetBody",
    "SourceBlock",
    "SourcesBody",
    "SwotBlock",
    "TestimonyBlock",
    "TextBlock",
    "VigilanceBlock",
    "VigilancePointBlock",
    "is_blank",
]
