"""Which territories are an editor's: those of the published sheets that they may edit."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length, Substr
from wagtail.permissions import page_permission_policy

from .keys import pages_with
from .territory import AREAS, Territory

SHEETS = "essaimage_wagtail.models.sheet.SheetFields"


def territories_of(user: Any) -> QuerySet:
    """The territories of the published sheets that a user may edit; lazy.

    What a draft says does not count: everybody who may write one could give it any territory.
    """
    mine = page_permission_policy.instances_user_has_permission_for(user, "change")
    theirs = Q(pk__in=[])
    for model in pages_with(SHEETS):
        sheets = model.objects.filter(pk__in=mine.values("pk"), live=True, territory__isnull=False)
        theirs |= Q(pk__in=sheets.values("territory"))
    return Territory.objects.filter(theirs)


def lies_with(user: Any, territory: str) -> Exists:
    """Whether the territory to which a foreign key leads (such as ``organisation__territory``) is one of a user's, or
    lies in one that is smaller than a region: a sheet of a whole country does not open all its towns."""
    around = territories_of(user).alias(size=Length("path"))
    within = Q(path=Substr(OuterRef(f"{territory}__path"), Value(1), F("size"))) & ~Q(level__in=AREAS)
    return Exists(around.filter(within | Q(pk=OuterRef(territory))))
