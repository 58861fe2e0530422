"""What the extra ``pdf`` brings, where it is installed: WeasyPrint, which needs Pango, and segno for QR codes."""

import logging
from functools import lru_cache
from importlib.util import find_spec

from django.utils.safestring import SafeString, mark_safe

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def is_available() -> bool:
    """Whether PDFs can be made: both packages are there, and WeasyPrint finds the libraries of the system."""
    return bool(find_spec("weasyprint") and find_spec("segno")) and not missing_library()


@lru_cache(maxsize=1)
def missing_library() -> str:
    """Why WeasyPrint cannot be imported though it is installed; empty where it can, or is not installed."""
    if not find_spec("weasyprint"):
        return ""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        logger.warning("No PDF is offered: WeasyPrint lacks a library of the system: %s", error)
        return str(error)
    return ""


@lru_cache(maxsize=512)
def code_of(address: str, title: str) -> SafeString:
    """An address as a QR code in SVG, called ``title`` where it is read aloud; nothing without segno."""
    if not address or not find_spec("segno"):
        return mark_safe("")
    import segno

    # Level M is read from a creased sheet too. Half the border that the standard asks for: paper is white around it.
    drawn = segno.make_qr(address, error="m").svg_inline(
        scale=3, border=2, title=title, svgclass="es-code", light="#fff"
    )
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 - segno escapes the title
