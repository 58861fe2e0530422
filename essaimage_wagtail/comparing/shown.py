"""Which fields of a page readers see, so that a comparison in public tells nothing else.

Those of the plugin's own classes are on its pages. Of a field that a site has added, or of a page type of its own, the
plugin knows nothing: such a field is compared if it is searched (``search_fields``), or if the page type says so::

    class BlogPage(Page):
        history_fields = ["intro", "body"]
"""

from functools import cache
from typing import Any

from django.db import models
from wagtail.search import index

from ..models import CommonLink, CommonOfferMixin

PACKAGE = "essaimage_wagtail."
SEARCHED = (index.SearchField, index.AutocompleteField)
OF_EVERY_PAGE = frozenset({"title"})
"""Wagtail's other fields are about a page (its address, its place in menus, who locked it), not on it."""


@cache
def shown_fields(model: type[models.Model]) -> frozenset[str]:
    """Their names, and those of relations to rows that belong to the page."""
    ours = [base for base in model.__mro__ if base.__module__.startswith(PACKAGE) and hasattr(base, "_meta")]
    names = {column.name for base in ours for column in (*base._meta.local_fields, *base._meta.local_many_to_many)}
    declared: Any = getattr(model, "history_fields", None)
    if declared is None:
        declared = [one.field_name for one in getattr(model, "search_fields", ()) if isinstance(one, SEARCHED)]
    return OF_EVERY_PAGE | names | set(declared)


def shows_rows(relation: Any) -> bool:
    """Whether rows of a relation are shown: those of the plugin's kinds, and what the page type names."""
    rows = relation.related_model
    return issubclass(rows, CommonLink | CommonOfferMixin) or relation.get_accessor_name() in shown_fields(
        relation.model
    )
