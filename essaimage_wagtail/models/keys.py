"""Links from anywhere to pages, by translation key.

A key names a page in all its languages at once, survives exports, and needs no foreign key to ``Page``:
so the plugin's own tables do not depend on which page model a site has.
"""

from operator import itemgetter

from django.apps import apps
from django.db import models
from django.utils.module_loading import import_string
from wagtail.models import Page

from ..following import with_original
from ..forms.choosers import PageKeyChooser
from ..versions import best_versions


def pages_with(mixin):
    """The concrete page types that inherit ``mixin`` (a class, or its dotted path)."""
    if isinstance(mixin, str):
        mixin = import_string(mixin)
    return [
        model
        for model in apps.get_models()
        if issubclass(model, mixin) and issubclass(model, Page) and not model._meta.proxy
    ]


def titles_of(keys, language):
    """``{translation key: title}`` of pages, published or not, in the version that suits a reader of ``language``. One
    query, none without keys."""
    if not keys:
        return {}
    rows = Page.objects.filter(translation_key__in=set(keys), alias_of=None)
    rows = with_original(rows).values_list("translation_key", "draft_title", "locale__language_code", "is_original")
    best = best_versions(rows, language, code=itemgetter(2), key=itemgetter(0), original=itemgetter(3))
    return {row[0]: row[1] for row in best.values()}


class PageKeyField(models.UUIDField):
    """The translation key of a page; chosen in forms with Wagtail's page chooser.

    ``page_mixin``: dotted path of the mixin that the page's type inherits, or nothing for any page.
    """

    def __init__(self, *args, page_mixin="", **kwargs):
        self.page_mixin = page_mixin
        super().__init__(*args, **kwargs)

    # Left out of migrations on purpose: what can be chosen is not the table's business.

    def extract_references(self, value):
        """What Wagtail's reference index records of a key: the pages that it names, in all languages."""
        for pk in Page.objects.filter(translation_key=value).values_list("pk", flat=True):
            yield Page, str(pk), "page", "page"

    def formfield(self, **kwargs):
        types = pages_with(self.page_mixin) if self.page_mixin else []
        return super().formfield(**{"widget": PageKeyChooser(target_models=types or [Page]), **kwargs})
