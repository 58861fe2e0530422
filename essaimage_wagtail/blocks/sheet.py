"""The sections that a sheet can have, in the order in which one usually tells them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .actors import ActorsBlock
from .budget import BudgetBlock
from .narrative import ActivitiesBlock, ContextBlock, GovernanceBlock, LessonsBlock, NeedBlock, TextBlock
from .pictures import PictureBlock
from .results import ResultsBlock
from .swot import SwotBlock
from .vigilance import VigilanceBlock
from .voices import QuotationBlock, TestimonyBlock

MATERIAL = _("Text, images and voices")


class SheetBody(blocks.StreamBlock):
    context = ContextBlock()
    need = NeedBlock()
    governance = GovernanceBlock()
    activities = ActivitiesBlock()
    actors = ActorsBlock()
    results = ResultsBlock()
    budget = BudgetBlock()
    swot = SwotBlock()
    vigilance = VigilanceBlock()
    lessons = LessonsBlock()
    text = TextBlock(group=MATERIAL)
    picture = PictureBlock(group=MATERIAL)
    testimony = TestimonyBlock(group=MATERIAL)
    quotation = QuotationBlock(group=MATERIAL)

    class Meta:
        required = False
