"""People with rights on trees, and what a sheet lacks."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

FIGURE = ("results", {"indicators": [{"name": "Ateliers", "value": 3}]})
"""A section with a figure that has no source."""


def someone(django_user_model, name, *rights):
    """A person with rights on trees: ``("change", page)``."""
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for action, page in rights:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    person = django_user_model.objects.create_user(name, password=name)
    person.groups.add(group)
    return person
