"""System checks of encounters."""

from django.core.checks import Warning, register
from django.urls import NoReverseMatch, reverse

from ..checks.needs import without_wiki
from .showing.calendar import has_calendars


@register()
def check_wiki(app_configs, **kwargs):
    return without_wiki(
        "essaimage_wagtail.encounters is installed, and essaimage_wagtail.wiki is not: encounters use its forms "
        "for visitors and its messages.",
        "essaimage_wagtail.E201",
    )


@register()
def check_addresses(app_configs, **kwargs):
    try:
        reverse("essaimage:encounters:atom")
    except NoReverseMatch:
        return [
            Warning(
                "essaimage_wagtail.encounters is installed, and its addresses are not: nobody can register, and there "
                "are no calendars.",
                hint='In urls.py, write path("essaimage/", include("essaimage_wagtail.urls")) before Wagtail\'s own.',
                id="essaimage_wagtail.W211",
            )
        ]
    return []


@register()
def check_calendars(app_configs, **kwargs):
    if has_calendars():
        return []
    return [
        Warning(
            "icalendar is not installed: encounters offer no calendar file.",
            hint='Install the extra: pip install "essaimage-wagtail[encounters]".',
            id="essaimage_wagtail.W212",
        )
    ]
