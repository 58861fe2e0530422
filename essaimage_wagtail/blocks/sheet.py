"""The sections that a sheet can have, in the order in which one usually tells them."""

from wagtail import blocks

from .actors import ActorsBlock
from .budget import BudgetBlock
from .conditions import ConditionsBlock
from .documents import DocumentsBlock
from .evaluation import EvaluationBlock
from .framing import FramingBlock
from .means import MeansBlock
from .narrative import (
    ActivitiesBlock,
    ContextBlock,
    DescriptionBlock,
    GovernanceBlock,
    LessonsBlock,
    NeedBlock,
    TextBlock,
)
from .pictures import GalleryBlock, PictureBlock
from .planning import PlanningBlock
from .results import ResultsBlock
from .swot import SwotBlock
from .transferability import TransferabilityBlock
from .video import VideoBlock
from .vigilance import VigilanceBlock
from .voices import QuotationBlock, TestimonyBlock


class SheetBody(blocks.StreamBlock):
    description = DescriptionBlock()
    framing = FramingBlock()
    context = ContextBlock()
    need = NeedBlock()
    governance = GovernanceBlock()
    activities = ActivitiesBlock()
    actors = ActorsBlock()
    results = ResultsBlock()
    evaluation = EvaluationBlock()
    means = MeansBlock()
    budget = BudgetBlock()
    planning = PlanningBlock()
    conditions = ConditionsBlock()
    swot = SwotBlock()
    vigilance = VigilanceBlock()
    lessons = LessonsBlock()
    transferability = TransferabilityBlock()
    text = TextBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    documents = DocumentsBlock()
    testimony = TestimonyBlock()
    quotation = QuotationBlock()

    class Meta:
        required = False
