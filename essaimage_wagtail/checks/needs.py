"""What an app of the plugin needs of another one."""

from django.apps import apps
from django.core.checks import Error


def without_wiki(message: str, id: str) -> list[Error]:
    """That the wiki is missing, for a check of an app that uses its services. ``message``: what comes of it."""
    if apps.is_installed("essaimage_wagtail.wiki"):
        return []
    hint = 'Add "essaimage_wagtail.wiki" to INSTALLED_APPS.'
    return [Error(message, hint=hint, id=id)]
