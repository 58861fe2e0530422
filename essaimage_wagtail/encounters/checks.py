"""System checks of encounters."""

from django.apps import apps
from django.core.checks import Error, Warning, register
from django.urls import NoReverseMatch, reverse

from .showing.calendar import has_calendars


@register()
def check_wiki(app_configs, **kwargs):
    if apps.is_installed("essaimage_wagtail.wiki"):
        return []
    return [
        Error(
            "essaimage_wagtail.encounters is installed, and essaimage_wagtail.wiki is not: encounters use its forms "
            "for visitors and its messages.",
            hint='Add "essaimage_wagtail.wiki" to INSTALLED_APPS.',
            id="essaimage_wagtail.E201",
        )
    ]


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
