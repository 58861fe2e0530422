"""Who may see a page: the one rule by which pages, their names and their addresses are shown.

A page is shown on a site when it is live and has not expired, when it lies in the site's own tree, and when no view
restriction hides it. Everything that shows a page or its name asks :func:`visible`, or puts :func:`may_be_seen` into
its own query.
"""

from typing import Any

from django.db.models import CharField, Exists, Expression, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site


def visible(pages: Any, site: Site | None = None, *, beside: Page | None = None) -> Any:
    """The pages of a queryset that visitors may see on ``site``; without a site, on any site or on none.

    ``beside``: the page that shows them. Its readers have passed the restrictions that hold for it, so that these hide
    nothing from them.
    """
    return pages.filter(may_be_seen(site, beside=beside))


def may_be_seen(site: Site | None = None, *, beside: Page | Expression | None = None) -> Q:
    """The rule as a condition on pages, for a query with other conditions. Parameters as of :func:`visible`; ``beside``
    may be an expression for the path of a page as well."""
    shown = Q(live=True) & unexpired() & Q(~Exists(restrictions_at(OuterRef("path"), beside=beside)))
    return shown & in_tree_of(site) if site else shown


def unexpired() -> Q:
    """Condition on pages: an expired one is live until Wagtail's command unpublishes it."""
    return Q(expire_at=None) | Q(expire_at__gt=timezone.now())


def restrictions_at(path: Any, *, beside: Page | Expression | None = None) -> QuerySet:
    """The view restrictions that hold at ``path`` (an expression), on that page or on an ancestor, but for those that
    hold for the page ``beside`` too."""
    restrictions = PageViewRestriction.objects.annotate(place=ExpressionWrapper(path, CharField())).filter(
        place__startswith=F("page__path")
    )
    if isinstance(beside, Page):
        return restrictions.exclude(page__path__in=_above(beside.path))
    if beside is None:
        return restrictions
    passed = restrictions.annotate(readers=ExpressionWrapper(beside, CharField()))
    return passed.exclude(readers__startswith=F("page__path"))


def _above(path: str) -> list[str]:
    """The paths of a page and of its ancestors."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


def in_tree_of(site: Site) -> Q:
    """Condition on pages: below a home page of the site, in any of its languages, and not below that of another site
    that is nested in it. No query: Wagtail keeps these addresses."""
    roots = Site.get_site_root_paths()
    own = {root.root_path for root in roots if root.site_id == site.pk}
    within = Q(pk__in=[])
    for root in own:
        within |= _is_below(root)
    for root in {root.root_path for root in roots} - own:
        if root.startswith(tuple(own)):
            within &= ~_is_below(root)
    return within


def _is_below(root: str) -> Q:
    # Not ``startswith``: SQLite would take capitals for small letters.
    return Q(Exact(Left("url_path", len(root)), root))
