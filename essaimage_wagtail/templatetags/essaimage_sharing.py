"""``{% shared %}``: what a page says of itself to search engines and social networks, for its ``<head>``."""

from django import template

from ..sharing.card import card_of
from ..sharing.linked_data import linked_data

register = template.Library()


@register.inclusion_tag("essaimage_wagtail/includes/shared.html", takes_context=True)
def shared(context):
    """Nothing for a page that search engines leave out, and in a preview."""
    essaimage = context.get("essaimage")
    if essaimage is None or "page" not in context or getattr(context.get("request"), "is_preview", False):
        return {}
    return {"card": card_of(context), "linked_data": linked_data(context)}
