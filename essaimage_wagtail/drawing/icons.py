"""Small line drawings on a grid of 24 by 24."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

# Only constants of this module are marked safe.
SHAPES = {
    "arrow": '<path d="M5 12h13m-6-6 6 6-6 6"/>',
    "calendar": '<path d="M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V8M15.5 3.5V8"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "download": '<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14"/>',
    "flag": '<path d="M6 21V3.5h12l-3 4 3 4H6" fill="currentColor"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 2.6 3.6 5.4 3.6 8.5s-.6 5.9-3.6 8.5c-3-2.6-3.6-5.4-3.6-8.5s.6-5.9 3.6-8.5"/>',  # noqa: E501
    "link": '<path d="M14 4.5h5.5V10M19 5l-8.5 8.5M10.5 6H5v13h13v-5.5"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 19.5c.4-4 2.7-6 6.5-6s6.1 2 6.5 6M16 5.2a3.3 3.3 0 0 1 0 6M18 14.2c2 .8 3.2 2.6 3.5 5.3"/>',  # noqa: E501
    "pin": '<path d="M12 21c4.5-4.7 6.7-8.3 6.7-11a6.7 6.7 0 1 0-13.4 0c0 2.7 2.2 6.3 6.7 11z"/><circle cx="12" cy="10" r="2.3"/>',  # noqa: E501
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "share": '<circle cx="6.5" cy="12" r="2.6"/><circle cx="17" cy="6" r="2.6"/><circle cx="17" cy="18" r="2.6"/><path d="m8.8 10.7 5.9-3.4M8.8 13.3l5.9 3.4"/>',  # noqa: E501
    "up": '<path d="M12 19V6m-6 6 6-6 6 6"/>',
    "warning": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17v.4"/>',
    # How far an action has come.
    "state-todo": '<circle cx="12" cy="12" r="8.5"/>',
    "state-doing": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 0 0 17z" fill="currentColor"/>',
    "state-done": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 3 3 5.2-6"/>',
    "state-dropped": '<circle cx="12" cy="12" r="8.5" stroke-dasharray="2.6 3.3"/><path d="m8.8 8.8 6.4 6.4m0-6.4-6.4 6.4"/>',  # noqa: E501
    # How far an initiative has come, from a sketch to a full flower; a square for the end.
    "status-idea": '<circle cx="12" cy="12" r="7.5" stroke-dasharray="2.6 3.3"/>',
    "status-starting": '<circle cx="12" cy="12" r="7.5"/><path d="M12 4.5v7.5l6.5 3.7" fill="currentColor"/>',
    "status-running": '<circle cx="12" cy="12" r="7.5"/><circle cx="12" cy="12" r="3" fill="currentColor"/>',
    "status-mature": '<circle cx="12" cy="12" r="7.5" fill="currentColor"/>',
    "status-stopped": '<path d="M6 6h12v12H6z" fill="currentColor"/>',
}


def icon(name):
    """The drawing called ``name``, in the colour of the text; nothing when there is none of that name."""
    shape = SHAPES.get(name)
    if shape is None:
        return ""
    return format_html(
        '<svg class="es-icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
        ' stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        mark_safe(shape),  # noqa: S308
    )
