"""Pictures as SVG, from plain data: no models, no request, no style but attributes and classes.

Every function returns markup that is safe to print, but :func:`matrix`, which returns cells for a template, and
:func:`bars`, which returns a list of pictures. A picture is hidden from screen readers, because the template that shows
it says the same in words beside it.
"""

from .arcs import arcs
from .bars import bars
from .cloud import MOST_SEEDS, plant, plant_width, seed
from .icons import icon
from .marks import dots, levels
from .matrix import matrix
from .progress import progress
from .radar import absence, radar
from .stack import stack
from .timeline import timeline

__all__ = [
    "MOST_SEEDS",
    "absence",
    "arcs",
    "bars",
    "dots",
    "icon",
    "levels",
    "matrix",
    "plant",
    "plant_width",
    "progress",
    "radar",
    "seed",
    "stack",
    "timeline",
]
