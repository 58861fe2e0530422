"""The group of a role for a tree: made, or given what it lacks. Nothing is ever taken away."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import translation
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from .declared import Role, permissions
from .trees import Refused, Tree


def name_in(label: str, name: str, code: str, longest: int) -> str:
    """A label with the name of a tree, in a language, as long as a field takes."""
    with translation.override(code):
        room = longest - len(label % {"tree": ""})
        return (label % {"tree": name[: max(room, 0)]})[:longest]


def names_in_all(label: str, name: str, longest: int) -> list[str]:
    """The name in the site's own language, and in those in which an earlier run may have written it."""
    codes = dict.fromkeys([translation.get_language() or settings.LANGUAGE_CODE, *dict(settings.LANGUAGES)])
    return list(dict.fromkeys(name_in(label, name, code, longest) for code in codes))


def grant(role: Role, tree: Tree, more: tuple[str, ...] = ()) -> tuple[Group, list[str]]:
    """The group with the rights of the role in the tree, and ``more`` page permissions; and what was changed."""
    group, changes = _group(role, tree)
    changes += _on_pages(group, tree, (*role.pages, *more))
    if role.collection:
        changes += _in_collection(group, _collection(tree.name), role.collection)
    changes += _in_collection(group, Collection.get_first_root_node(), role.library)
    wanted = permissions(role.site())
    missing = [row for row in wanted if row not in set(group.permissions.all())]
    group.permissions.add(*missing)
    if missing:
        changes.append(f"everywhere: {', '.join(row.codename for row in missing)}")
    return group, changes


def _group(role: Role, tree: Tree) -> tuple[Group, list[str]]:
    names = names_in_all(role.label, tree.name, Group._meta.get_field("name").max_length)
    found = {group.name: group for group in Group.objects.filter(name__in=names)}
    group = next((found[name] for name in names if name in found), None)
    if group is None:
        return Group.objects.create(name=names[0]), ["new group"]
    pages = set(GroupPagePermission.objects.filter(group=group).values_list("page", flat=True))
    if role.has_trees and pages and pages.isdisjoint(page.pk for page in tree.pages):
        raise Refused(
            f"The group “{group.name}” is there, for other pages: {', '.join(map(str, sorted(pages)))}. Nothing was "
            "changed. Give this one another name, with --name."
        )
    return group, []


def _on_pages(group: Group, tree: Tree, codenames: tuple[str, ...]) -> list[str]:
    wanted = permissions(f"wagtailcore.{codename}" for codename in codenames)
    changes = []
    for page in tree.pages:
        here = set(GroupPagePermission.objects.filter(group=group, page=page).values_list("permission", flat=True))
        missing = [row for row in wanted if row.pk not in here]
        for row in missing:
            GroupPagePermission.objects.create(group=group, page=page, permission=row)
        if missing:
            changes.append(f"on “{page.title}” ({page.pk}) and below: {', '.join(row.codename for row in missing)}")
    return changes


def _in_collection(group: Group, collection: Collection, names: tuple[str, ...]) -> list[str]:
    rows = GroupCollectionPermission.objects.filter(group=group, collection=collection)
    here = set(rows.values_list("permission", flat=True))
    missing = [row for row in permissions(names) if row.pk not in here]
    for row in missing:
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=row)
    place = "in all collections" if collection.is_root() else f"in the collection “{collection.name}”"
    return [f"{place}: {', '.join(row.codename for row in missing)}"] if missing else []


def _collection(name: str) -> Collection:
    """That of a tree, in which contributors may change what is their own, and moderators all."""
    root = Collection.get_first_root_node()
    name = name[: Collection._meta.get_field("name").max_length]
    return root.get_children().filter(name=name).first() or root.add_child(name=name)
