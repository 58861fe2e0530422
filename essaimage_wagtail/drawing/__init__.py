"""Pictures as SVG, from plain data: no models, no request, no style but attributes and classes.

Every function returns markup that is safe to print. A picture is hidden from screen readers, because the
template that shows it says the same in words beside it.
"""

from .icons import icon
from .marks import bar, dots
from .radar import absence, radar

__all__ = ["absence", "bar", "dots", "icon", "radar"]
