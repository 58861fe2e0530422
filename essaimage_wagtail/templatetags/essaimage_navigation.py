"""Menu and footer, for the package's own base and for that of any site."""

from django import template

from ..navigation.context import navigation_of

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context):
    """``{% navigation as navigation %}``: its ``menu`` is a list of items, its ``pages``, ``email``, ``phone``,
    ``licence``, ``feed_url`` and ``recent_url`` are for a footer; nothing on a page without ``essaimage``. However
    often it is asked for on a page, it costs one query, and one more for what editors chose."""
    essaimage = context.get("essaimage")
    return navigation_of(essaimage) if essaimage else None
