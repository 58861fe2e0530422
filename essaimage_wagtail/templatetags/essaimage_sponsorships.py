"""``{% sponsorships_of page as shown %}``: what readers see of the sponsorships of a sheet;
``{% accompanied_replications as accompanied %}``: which replications of a lineage are accompanied. Nothing, and no
query, on a site without the app “sponsorships”."""

from django import template
from django.apps import apps

register = template.Library()


def _is_installed():
    return apps.is_installed("essaimage_wagtail.sponsorships")


@register.simple_tag(takes_context=True)
def sponsorships_of(context, page):
    if not _is_installed():
        return []
    from ..sponsorships.showing.public import shown_on

    return shown_on(page, context["essaimage"])


@register.simple_tag(takes_context=True)
def accompanied_replications(context):
    if not _is_installed():
        return set()
    from ..sponsorships.showing.public import accompanied

    return accompanied(context["essaimage"])
