"""System checks of sponsorships."""

from django.apps import apps
from django.core.checks import Error, Warning, register

from ..conf import settings
from ..wiki.visitors.options import problem_with
from .options import Options


@register()
def check_wiki(app_configs, **kwargs):
    if apps.is_installed("essaimage_wagtail.wiki"):
        return []
    return [
        Error(
            "essaimage_wagtail.sponsorships is installed without essaimage_wagtail.wiki, whose forms it uses.",
            hint='Add "essaimage_wagtail.wiki" to INSTALLED_APPS.',
            id="essaimage_wagtail.E221",
        )
    ]


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
