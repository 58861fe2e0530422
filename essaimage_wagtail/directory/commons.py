"""What a card says of a common: who takes care of it, its licence, how it is doing, who uses it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count
from modelcluster.fields import ParentalKey

from ..choices import Ingredient, IngredientState, label_of
from ..contexts.common import STEPS
from ..contexts.page import PageContext
from ..licences import LICENCES
from ..models import CommonFields, Organisation, SheetCommonLink


@dataclass(frozen=True, slots=True)
class CommonFacts:
    """``licence``: its name, empty if nobody has said it; ``steps``: for each ingredient, in their order, how far the
    common has come, from 1 to ``out_of``, or ``None``; ``states``: the assessed ingredients with their states, in
    words; ``users``: how many initiatives use or produce the common."""

    steward: Organisation | None
    licence: str
    steps: list[int | None]
    states: list[str]
    users: int

    @property
    def out_of(self) -> int:
        return len(STEPS)


def common_facts(pages: Iterable[Any], page_context: PageContext) -> dict[int, CommonFacts]:
    """``{page id: CommonFacts}`` of those pages that are commons. One query if there are any, when their stewards were
    fetched with them."""
    commons: list[Any] = [page for page in pages if isinstance(page, CommonFields)]
    users = _users({page.translation_key for page in commons}, page_context) if commons else {}
    return {page.pk: _facts(page, users.get(page.translation_key, 0)) for page in commons}


def _facts(page: Any, users: int) -> CommonFacts:
    states = {ingredient: getattr(page, f"{ingredient}_state") for ingredient in Ingredient}
    licence = LICENCES.get(page.licence)
    return CommonFacts(
        steward=page.steward,
        licence=licence.name if licence else page.licence,
        steps=[STEPS.index(state) + 1 if state in STEPS else None for state in states.values()],
        states=[
            f"{ingredient.label}: {label_of(IngredientState, state)}" for ingredient, state in states.items() if state
        ],
        users=users,
    )


def _users(keys: Iterable[UUID], page_context: PageContext) -> dict[UUID, int]:
    """How many initiatives that may be seen name each common; one in several languages is one."""
    found: dict[UUID, int] = {}
    for model in apps.get_models():
        if issubclass(model, SheetCommonLink):
            parent = next(field for field in model._meta.fields if isinstance(field, ParentalKey))
            sheets = page_context.visible(parent.related_model.objects.filter(alias_of=None))
            links = model.objects.filter(common_key__in=keys, **{f"{parent.name}__in": sheets}).order_by()
            counts = links.values("common_key").annotate(users=Count(f"{parent.name}__translation_key", distinct=True))
            for key, users in counts.values_list("common_key", "users"):
                found[key] = found.get(key, 0) + users
    return found
