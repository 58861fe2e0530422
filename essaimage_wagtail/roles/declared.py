"""The four roles, each with the rights of its groups."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

PACKAGE = "essaimage_wagtail"
ENTER = "wagtailadmin.access_admin"
TRANSLATE = "wagtail_localize.submit_translation"
CHOOSE = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
ADD = ("wagtailimages.add_image", "wagtaildocs.add_document")
CHANGE = ("wagtailimages.change_image", "wagtaildocs.change_document")


def whole_plugin() -> Iterable[str]:
    """All that is the plugin's of what an administrator ticks for a group in Wagtail's admin: what a later version adds
    there is among it."""
    labels = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] == PACKAGE}
    offered = (ticked() for ticked in hooks.get_hooks("register_permissions"))
    rows = (row for some in offered for row in some.filter(content_type__app_label__in=labels))
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


@dataclass(frozen=True, slots=True)
class Role:
    """What the members of a role's groups may do.

    ``label``: the group's name, in which ``%(tree)s`` is a language or a territory; a role without it has one group for
    the site. ``pages``: what they may do with the pages of their tree (codes of Wagtail's page permissions).
    Permissions are ``app.codename``; ``collection``: those in the tree's collection of images and documents;
    ``library``: those in all collections; ``site``: those everywhere.
    """

    label: str
    pages: tuple[str, ...]
    site: Callable[[], Iterable[str]]
    collection: tuple[str, ...] = ()
    library: tuple[str, ...] = CHOOSE

    @property
    def has_trees(self) -> bool:
        return "%(tree)s" in str(self.label)


CONTRIBUTOR, TRANSLATOR, MODERATOR, STEWARD = "contributor", "translator", "moderator", "steward"
ROLES = {
    CONTRIBUTOR: Role(
        label=_("Contributors (%(tree)s)"),
        # Without “change”: of what others have written, they read what is published.
        pages=("add_page",),
        site=lambda: (ENTER, "essaimage_wagtail.add_organisation", "essaimage_wagtail.add_contact"),
        collection=ADD,
    ),
    TRANSLATOR: Role(
        label=_("Translators (%(tree)s)"),
        pages=("add_page", "change_page"),
        site=lambda: (ENTER, TRANSLATE),
    ),
    MODERATOR: Role(
        label=_("Moderators (%(tree)s)"),
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
        site=lambda: (
            ENTER,
            "essaimage_wagtail.add_organisation",
            "essaimage_wagtail.change_organisation",
            "essaimage_wagtail.add_contact",
            "essaimage_wagtail.add_territory",
        ),
        collection=ADD + CHANGE,
    ),
    STEWARD: Role(
        label=_("Stewards of the swarming"),
        pages=("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
        site=lambda: (ENTER, TRANSLATE, *whole_plugin()),
        library=CHOOSE + ADD + CHANGE,
    ),
}


def roles_of_the_site() -> list[str]:
    """All but translators where nothing translates."""
    return [key for key in ROLES if key != TRANSLATOR or apps.is_installed("wagtail_localize")]


def permissions(names: Iterable[str]) -> list[Permission]:
    """In the order of their names; those of apps that the site does not have are left out."""
    labels = {config.label for config in apps.get_app_configs()}
    wanted = sorted({name for name in names if name.partition(".")[0] in labels})
    found = {
        f"{row.content_type.app_label}.{row.codename}": row
        for row in Permission.objects.filter(
            content_type__app_label__in={name.partition(".")[0] for name in wanted},
            codename__in={name.partition(".")[2] for name in wanted},
        ).select_related("content_type")
    }
    return [found[name] for name in wanted]
