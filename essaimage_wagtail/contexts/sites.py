"""Which pages belong to which of an installation's sites."""

from collections.abc import Sequence

from wagtail.models import Page, Site

from ..search import Scope


def scope_of(paths: Sequence[str], language: str | None = None) -> Scope:
    """What may be found below some paths of the tree: without the trees of other sites that lie in them."""
    return Scope(paths=tuple(paths), without=sites_within(paths), language=language)


def sites_within(paths: Sequence[str]) -> tuple[str, ...]:
    """The paths of other sites' home pages, in any language, that lie below some paths of the tree.

    An installation with one site costs no query.
    """
    if len({root.site_id for root in Site.get_site_root_paths()}) < 2:
        return ()
    homes = Page.objects.filter(translation_key__in=Site.objects.values("root_page__translation_key"))
    paths = tuple(paths)
    return tuple(
        home
        for home in homes.order_by("path").values_list("path", flat=True)
        if home.startswith(paths) and home not in paths
    )
