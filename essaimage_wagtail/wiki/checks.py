"""System checks of the wiki."""

from django.core.checks import Warning, register
from django.urls import NoReverseMatch, reverse

from ..conf import settings
from .suggestions.options import Options as SuggestionOptions
from .visitors.options import Options as VisitorOptions
from .visitors.options import problem_with
from .watching.options import Options as WatchingOptions

DICTIONARIES = {"SUGGESTIONS": SuggestionOptions, "VISITORS": VisitorOptions, "WATCHING": WatchingOptions}
"""Settings that are dictionaries, and the dataclasses that know their keys."""


@register()
def check_dictionaries(app_configs, **kwargs):
    return [
        Warning(
            f"ESSAIMAGE[{setting!r}] {problem}",
            hint="What is wrong is left at its default. See docs/reference/settings.md.",
            id="essaimage_wagtail.W201",
        )
        for setting, kind in DICTIONARIES.items()
        for name, value in getattr(settings, setting).items()
        if (problem := problem_with(kind, name, value))
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
