"""Groups beside those of ``essaimage_roles``: Wagtail's own, and what a site gives by hand."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

LIBRARY = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def give(group, page, *actions):
    """Rights on a page and all that is below it."""
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def of_wagtail(name, *actions):
    """A group as the migrations of Wagtail and wagtail-localize make it; a test with a live server takes it away for
    those after it."""
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "submit_translation"]))
    give(group, Page.objects.get(depth=1), *actions)
    library = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=LIBRARY):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=library, permission=permission)
    return group


def moderators_of_wagtail():
    """The group, and the workflow of all pages."""
    group = of_wagtail("Moderators", "add", "change", "publish")
    workflow, _made = Workflow.objects.get_or_create(name="Moderators approval")
    task, made = GroupApprovalTask.objects.get_or_create(name="Moderators approval")
    task.groups.add(group)
    if made:
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    WorkflowPage.objects.get_or_create(page=Page.objects.get(depth=1), defaults={"workflow": workflow})
    return group
