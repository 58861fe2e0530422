"""Who approves what is submitted: a workflow for each tree, with those groups that may publish all of the tree.

In Wagtail, a page that is in moderation is locked for everybody but the groups of the workflow's step, and each member
of these may publish it, whatever their rights on the page. So the step of a tree names the groups that may publish
there by rights on the tree or above it, and no others: with the workflow of the root alone, moderators of a tree are
locked out of their own pages; were they named in it, they would publish everywhere.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from .granting import names_in_all
from .trees import Tree

LABEL = _("Approval (%(tree)s)")


def are_in_use() -> bool:
    return getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True)


def give_workflow(tree: Tree, page: Page) -> tuple[str, list[str]]:
    """The name of the workflow of a page of the tree, and what was changed of it. One that the site has given the page
    stays as it is."""
    names = names_in_all(LABEL, tree.name_of(page), Workflow._meta.get_field("name").max_length)
    given = WorkflowPage.objects.filter(page=page).select_related("workflow").first()
    if given is not None and given.workflow.name not in names:
        return given.workflow.name, []
    if given is not None:
        return given.workflow.name, _add_groups(given.workflow, publishers(page))
    workflow = Workflow.objects.create(name=names[0])
    task = GroupApprovalTask.objects.create(name=names[0])
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    elsewhere = waiting(page)
    WorkflowPage.objects.create(page=page, workflow=workflow)
    changes = [f"new workflow of “{page.title}” ({page.pk}) and what is below"]
    changes += _add_groups(workflow, publishers(page))
    changes += [f"“{one.title}” ({one.pk}) stays in “{state.workflow}” until that is over" for one, state in elsewhere]
    return workflow.name, changes


def publishers(page: Page) -> list[Group]:
    """The groups that may publish a page and all below it."""
    above = page.get_ancestors(inclusive=True).values("pk")
    rights = GroupPagePermission.objects.filter(page__in=above, permission__codename="publish_page")
    return list(Group.objects.filter(pk__in=rights.values("group")).order_by("name"))


def waiting(page: Page) -> list[tuple[Page, WorkflowState]]:
    """The pages here and below that are in moderation by the workflow that holds here now."""
    states = WorkflowState.objects.active().filter(
        workflow=page.get_workflow(), base_content_type=ContentType.objects.get_for_model(Page)
    )
    found = {int(state.object_id): state for state in states.select_related("workflow")}
    return [(one, found[one.pk]) for one in page.get_descendants(inclusive=True).filter(pk__in=found)]


def _add_groups(workflow: Workflow, groups: Iterable[Group]) -> list[str]:
    task = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow, active=True).first()
    if task is None:
        return []
    missing = [group for group in groups if group not in set(task.groups.all())]
    task.groups.add(*missing)
    return [f"approved by: {', '.join(group.name for group in missing)}"] if missing else []


def locked_out() -> list[str]:
    """Sentences: which groups may publish pages, and are locked out of them while they are in moderation."""
    workflows = {
        row.page.path: row
        for row in WorkflowPage.objects.filter(workflow__active=True).select_related("page", "workflow")
    }
    approving = _approving_groups()
    rights = GroupPagePermission.objects.filter(permission__codename="publish_page").select_related("group", "page")
    found = []
    for right in rights.order_by("group__name", "page__path"):
        for row in _workflows_on(right.page.path, workflows):
            if right.group_id not in approving.get(row.workflow_id, {right.group_id}):
                found.append(_sentence(right, row))
    return found


def _approving_groups() -> dict[int, set[int]]:
    """By workflow, of those whose steps are all approved by groups."""
    found: dict[int, set[int]] = {}
    others = set()
    for step in WorkflowTask.objects.filter(task__active=True).select_related("task"):
        task = step.task.specific
        if isinstance(task, GroupApprovalTask):
            found.setdefault(step.workflow_id, set()).update(task.groups.values_list("pk", flat=True))
        else:
            others.add(step.workflow_id)
    return {key: groups for key, groups in found.items() if key not in others}


def _workflows_on(path: str, workflows: dict[str, WorkflowPage]) -> list[WorkflowPage]:
    """Those of a page and of what is below it."""
    nearest = max((one for one in workflows if path.startswith(one)), key=len, default=None)
    below = [one for one in workflows if one.startswith(path) and one != path]
    return [workflows[one] for one in [nearest, *below] if one is not None]


def _sentence(right: GroupPagePermission, row: WorkflowPage) -> str:
    place = row.page if row.page.path.startswith(right.page.path) else right.page
    again = f"Run this command with --below {place.pk}, or add" if place.depth > 2 else "Add"
    return (
        f"“{right.group.name}” may publish “{place.title}” ({place.pk}) and what is below, and cannot approve what is "
        f"submitted there. {again} the group to the workflow “{row.workflow.name}”."
    )
