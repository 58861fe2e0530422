"""System checks of sponsorships."""

from django.core.checks import register

from ..checks.needs import without_wiki
from ..wiki.visitors.checks import problems_of
from .options import Options


@register()
def check_wiki(app_configs, **kwargs):
    return without_wiki(
        "essaimage_wagtail.sponsorships is installed without essaimage_wagtail.wiki, whose forms it uses.",
        "essaimage_wagtail.E221",
    )


@register()
def check_options(app_configs, **kwargs):
    return problems_of({"SPONSORSHIPS": Options}, "essaimage_wagtail.W221")
