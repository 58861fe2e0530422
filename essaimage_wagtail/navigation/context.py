"""Menu and footer around a page. One query for the pages of both, and one for what editors chose."""

from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from ..contexts.links import Link, link_to
from ..contexts.page import PageContext
from ..following import with_original
from ..hrefs import checked_address
from ..licences import LICENCES, Licence
from ..models import CloudFields, DirectoryFields, MethodFields
from ..models.keys import pages_with
from ..versions import best_versions
from .menu import MenuItem, menu_of

KEPT = "navigation"
COLUMNS = (
    "path",
    "depth",
    "title",
    "url_path",
    "translation_key",
    "locale",
    "content_type",
    "alias_of",
    "show_in_menus",
)
"""What a link is made of."""


def navigation_of(around: PageContext) -> "Navigation":
    """The menu and the footer around a page: the same object for all templates of a request, which asks once."""
    known: Navigation = around.__dict__.setdefault(KEPT, Navigation(around))
    return known


class Navigation:
    """``chosen``: what editors chose for the site (:class:`.models.FooterSettings`), or ``None``."""

    def __init__(self, around: PageContext) -> None:
        self.around = around

    @cached_property
    def chosen(self) -> Any:
        if self.around.site is None or not apps.is_installed("essaimage_wagtail.navigation"):
            return None
        # Not Wagtail's for_site, which writes a row for a site that has none.
        settings = apps.get_model("essaimage_navigation.FooterSettings").objects
        return settings.filter(site=self.around.site).first()

    @property
    def _keys(self) -> list[Any]:
        return self.chosen.keys if self.chosen else []

    @cached_property
    def _pages(self) -> list[Any]:
        """All that menu and footer may lead to, the highest in the tree first: directories and clouds in the reader's
        language, methods in any, what the site has in its menus, and what editors chose. Aliases are left out, but for
        those that show the pages of their language."""
        home = self.around.home
        if home is None:
            return []
        own = Q(locale=self.around.page.locale_id)
        lists = Q(content_type__in=_types(DirectoryFields) | _types(CloudFields))
        below = Q(depth=home.depth + 1, path__startswith=home.path, show_in_menus=True)
        wanted = (lists & own) | Q(content_type__in=_types(MethodFields)) | below | Q(translation_key__in=self._keys)
        pages = Page.objects.filter(wanted).filter(Q(alias_of=None) | lists)
        found = with_original(self.around.visible(pages)).annotate(lists=_lists()).select_related("locale")
        return list(found.order_by("depth", "path").only(*COLUMNS))

    @cached_property
    def menu(self) -> list[MenuItem]:
        return menu_of(self._pages, self.around)

    @cached_property
    def pages(self) -> list[Link]:
        """What the footer leads to, in the version that suits the reader, in the order of the form."""
        best = best_versions(self._pages, self.around.language.code)
        return [link_to(best[key], self.around) for key in dict.fromkeys(self._keys) if key in best]

    @property
    def email(self) -> str:
        return self.chosen.email if self.chosen else ""

    @property
    def email_url(self) -> str:
        return checked_address(f"mailto:{self.email}") if self.email else ""

    @property
    def phone(self) -> str:
        return self.chosen.phone if self.chosen else ""

    @property
    def phone_url(self) -> str:
        """Of a number as people write it, what telephones dial."""
        digits = "".join(sign for sign in self.phone if sign.isascii() and (sign.isdigit() or sign == "+"))
        return checked_address(f"tel:{digits}") if digits else ""

    @property
    def licence(self) -> Licence | None:
        return LICENCES.get(self.chosen.licence) if self.chosen else None

    @property
    def directory_url(self) -> str:
        return next((item.url for item in self.menu if item.name == "initiatives"), "")

    @property
    def feed_url(self) -> str:
        """The feed of the newest initiatives (Atom)."""
        return f"{self.directory_url}?format=atom" if self.directory_url else ""

    @property
    def recent_url(self) -> str:
        """Recent changes, on a site that has the wiki."""
        try:
            return f"{reverse('essaimage:wiki:recent')}?language={self.around.language.code}"
        except NoReverseMatch:
            return ""


def _types(mixin: type) -> set[int]:
    models = pages_with(mixin)
    return {each.pk for each in ContentType.objects.get_for_models(*models).values()} if models else set()


def _lists() -> Any:
    """What a page lists, if it is a directory."""
    columns = [
        Subquery(model.objects.filter(pk=OuterRef("pk")).values("lists")[:1]) for model in pages_with(DirectoryFields)
    ]
    return Coalesce(*columns, Value(""), Value(""))
