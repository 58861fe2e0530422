"""``{% shared %}``: what a page says of itself to search engines and social networks, for its ``<head>``.
``{% share %}``: links by which readers pass it on."""

from django import template

from ..conf import settings
from ..sharing.card import card_of
from ..sharing.linked_data import linked_data
from ..sharing.links import mail_link, share_links

register = template.Library()


@register.inclusion_tag("essaimage_wagtail/includes/shared.html", takes_context=True)
def shared(context):
    """Nothing for a page that search engines leave out, and in a preview."""
    essaimage = context.get("essaimage")
    if essaimage is None or "page" not in context or getattr(context.get("request"), "is_preview", False):
        return {}
    return {"card": card_of(context), "linked_data": linked_data(context)}


@register.inclusion_tag("essaimage_wagtail/includes/share.html", takes_context=True)
def share(context):
    """Nothing for a page without an address of its own."""
    essaimage = context.get("essaimage")
    url = essaimage.canonical_url if essaimage else ""
    if not url:
        return {}
    return {
        "url": url,
        "mail": mail_link(essaimage.title, essaimage.description, url),
        "networks": share_links(settings.SHARE, essaimage.title, url),
    }
