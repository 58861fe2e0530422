"""System checks of sponsorships."""

from django.core.checks import Warning, register

from ..checks.needs import without_wiki
from ..conf import settings
from ..wiki.visitors.options import problem_with
from .options import Options


@register()
def check_wiki(app_configs, **kwargs):
    return without_wiki(
        "essaimage_wagtail.sponsorships is installed without essaimage_wagtail.wiki, whose forms it uses.",
        "essaimage_wagtail.E221",
    )


@register()
def check_options(app_configs, **kwargs):
    return [
        Warning(
            f"ESSAIMAGE['SPONSORSHIPS'] {problem}",
            hint="What is wrong is left at its default. See docs/reference/settings.md.",
            id="essaimage_wagtail.W221",
        )
        for name, value in settings.SPONSORSHIPS.items()
        if (problem := problem_with(Options, name, value))
    ]
