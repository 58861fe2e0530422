"""How an editor is told of doubtful values: one message when they save, with a link to each value.

``js/editor.js`` repeats each sentence beside its field when the form is shown again.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ..doubts import selector


def is_autosave(request: HttpRequest) -> bool:
    """Whether Wagtail's editor saves by itself while someone types: its script takes JSON, people's browsers take HTML.

    Wagtail tells them apart in the same way (``JsonPostResponseMixin``).
    """
    return not request.accepts("text/html")


def point_out(request: HttpRequest, saved: Any, edit_url: str) -> None:
    """Show the sentences of ``saved.get_warnings()`` in one message."""
    warnings = saved.get_warnings()
    if warnings:
        items = format_html_join("", "<li>{}</li>", ((_linked(warning, edit_url),) for warning in warnings))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("Saved. Please check:"), items))


def _linked(warning: str, edit_url: str) -> SafeString | str:
    anchor = getattr(warning, "anchor", "")
    if not anchor:
        return warning
    return format_html(
        '<a class="w-text-current w-underline" href="{}#:w:contentpath={}" data-essaimage-doubt="{}">{}</a>',
        edit_url,
        anchor,
        selector(anchor),
        warning,
    )
