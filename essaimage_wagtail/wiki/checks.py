"""System checks of the wiki."""

from django.core.checks import Warning, register
from django.urls import NoReverseMatch, reverse

from ..conf import settings
from .suggestions.options import problem_with


@register()
def check_suggestions(app_configs, **kwargs):
    return [
        Warning(
            f"ESSAIMAGE['SUGGESTIONS'] {problem}",
            hint="What is wrong is left at its default. See docs/reference/settings.md.",
            id="essaimage_wagtail.W201",
        )
        for name, value in settings.SUGGESTIONS.items()
        if (problem := problem_with(name, value))
    ]


@register()
def check_addresses(app_configs, **kwargs):
    try:
        reverse("essaimage:wiki:improve", args=["00000000-0000-0000-0000-000000000000", "en"])
    except NoReverseMatch:
        return [
            Warning(
                "essaimage_wagtail.wiki is installed, and its addresses are not: no page offers to be improved.",
                hint='In urls.py, write path("essaimage/", include("essaimage_wagtail.urls")) before Wagtail\'s own.',
                id="essaimage_wagtail.W202",
            )
        ]
    return []
