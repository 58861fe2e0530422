"""The address of the list of all encounters: a directory of sheets alone cannot show it, since it finds no
encounters."""

from django.apps import apps
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from ...choices import DirectoryContent
from ...contexts.page import PageContext
from ...models import DirectoryFields
from ...models.directory import DirectoryScope
from ..choices import KIND


def list_url(around: PageContext) -> str:
    """The encounters in the directory around a page, if it lists everything; else in one of the whole site that does;
    else in the site's search, where that has an address. A query for each type of directory."""
    found = _of_everything(around)
    page = next((page for page in around.directories if page.pk in found), None)
    if page is not None:
        return f"{around.url_of(page)}?{urlencode({'type': KIND})}"
    try:
        return f"{reverse('essaimage:search')}?{urlencode({'language': around.language.code, 'type': KIND})}"
    except NoReverseMatch:
        return ""


def _of_everything(around: PageContext) -> set[int]:
    """The primary keys of the directories that list an encounter which stands where the page does."""
    outer = [page.pk for page in around.directories if around.page.path.startswith(page.path)]
    listing = Q(pk__in=outer) | Q(pk__in=[page.pk for page in around.directories], scope=DirectoryScope.SITE)
    models = [model for model in apps.get_models() if issubclass(model, DirectoryFields)] if around.directories else []
    return {
        pk
        for model in models
        for pk in model._default_manager.filter(listing, lists=DirectoryContent.EVERYTHING).values_list("pk", flat=True)
    }
