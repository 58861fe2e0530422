"""How an editor is told of doubtful values: beside their fields, as the latest saved draft has them.

``js/editor.js`` asks for them when a form is shown and each time that Wagtail has saved by itself.
"""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.panels import Panel


def doubts_of(saved: Any) -> list[dict[str, str]]:
    """``[{"text", "anchor"}]`` of a page or another row with warnings; the anchor is that of :class:`..doubts.Doubt`,
    empty for a sentence about the whole."""
    return [{"text": str(text), "anchor": getattr(text, "anchor", "")} for text in saved.get_warnings()]


def state_marker(url: str) -> SafeString:
    """Tells the script where to ask for the state of a form; ``0`` in the address stands for the number of a row that
    is not saved yet."""
    return format_html('<div hidden data-essaimage-state="{}"></div>', url)


class DoubtsPanel(Panel):
    """Shows nothing, but tells the script where to ask for the doubts about a row. The forms of pages need no such
    panel.

    ``get_url`` makes the address from the primary key of a row.
    """

    def __init__(self, get_url: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.get_url = get_url

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "get_url": self.get_url}

    class BoundPanel(Panel.BoundPanel):
        def show_panel_furniture(self) -> bool:
            return False

        def render_html(self, parent_context: Any = None) -> SafeString:
            return state_marker(self.panel.get_url(self.instance.pk or 0))
