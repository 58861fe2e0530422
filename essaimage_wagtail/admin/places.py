"""What the map of a form asks the server: where a territory is, and what lies around."""

import math

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from ..models.territory import AREAS, Level, Territory

MOST_AROUND = 40
"""Names on a map: more would cover one another."""


def spot(request: HttpRequest, pk: int) -> JsonResponse:
    """Where a territory is, or why that cannot be said (``problem``)."""
    territory = get_object_or_404(Territory, pk=pk)
    name = str(territory)
    if territory.level in AREAS:
        problem = _("“%(name)s” is too wide to be a point: choose a town above, or pick the point on the map.")
    elif territory.point is None:
        problem = _("Nobody has said where “%(name)s” is yet: pick the point on the map.")
    else:
        return JsonResponse({"name": name, "point": territory.point})
    return JsonResponse({"name": name, "problem": problem % {"name": name}})


def around(request: HttpRequest) -> JsonResponse:
    """Names of towns between two corners (``?south=…&west=…&north=…&east=…``), those that were entered first, which are
    those of the lists that are loaded, before others."""
    try:
        corners = [float(request.GET[name]) for name in ("south", "west", "north", "east")]
    except (KeyError, ValueError):
        corners = []
    if not corners or not all(map(math.isfinite, corners)):
        return JsonResponse({"places": []}, status=400)
    south, west, north, east = (round(corner, 6) for corner in corners)
    towns = Territory.objects.filter(
        latitude__range=(south, north), longitude__range=(west, east), level__in=(Level.CITY, Level.DISTRICT)
    ).order_by("depth", "pk")
    return JsonResponse({"places": [[str(town), *town.point] for town in towns[:MOST_AROUND]]})
