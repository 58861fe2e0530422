"""``{% accompanied_replications as accompanied %}``: which replications of a lineage are accompanied. Nothing, and no
query, on a site without the app “sponsorships”."""

from django import template
from django.apps import apps

register = template.Library()


@register.simple_tag(takes_context=True)
def accompanied_replications(context):
    if not apps.is_installed("essaimage_wagtail.sponsorships"):
        return set()
    from ..sponsorships.showing.public import accompanied

    return accompanied(context["essaimage"])
