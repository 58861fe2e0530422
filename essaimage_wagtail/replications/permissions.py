"""Who may change a replication: it has no permissions of its own, and belongs to the sheets at its ends."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import page_permission_policy

ON_PAGES = {"add": "change", "change": "change", "delete": "change", "view": "change", "publish": "publish"}
"""Which right on a page at one end gives which right on a replication."""


def keys_allowed(user: Any, actions: Iterable[str]) -> QuerySet:
    """The translation keys of the pages on which a user may do one of these ``actions`` (of :data:`ON_PAGES`), in one
    language at least: a queryset for subqueries."""
    wanted = {ON_PAGES[action] for action in actions if action in ON_PAGES}
    pages = (
        page_permission_policy.instances_user_has_any_permission_for(user, wanted) if wanted else Page.objects.none()
    )
    return pages.order_by().values("translation_key")


class ReplicationPermissionPolicy(BasePermissionPolicy):
    """People who may edit a page at one end, in one of its languages, may add a replication there, change it and delete
    it; people who may publish one, may publish it. Django's permissions on the model give no right: they would let
    people put names and links on the pages of others."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether there is any page that gives this right."""
        return action in ON_PAGES and page_permission_policy.user_has_permission(user, ON_PAGES[action])

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """By the ends that are stored: the draft of a replication may name other sheets."""
        if instance.pk is None:
            return self.user_may_on(user, action, instance.origin_key, instance.adapted_key)
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def user_may_on(self, user: Any, action: str, *keys: UUID | None) -> bool:
        """Whether a user has this right on a replication between the pages with these translation keys."""
        return keys_allowed(user, [action]).filter(translation_key__in=set(keys) - {None}).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        keys = keys_allowed(user, actions)
        return self.model._default_manager.filter(Q(origin_key__in=keys) | Q(adapted_key__in=keys))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return page_permission_policy.users_with_any_permission(
            {ON_PAGES[name] for name in actions if name in ON_PAGES}
        )


replication_policy = ReplicationPermissionPolicy("essaimage_wagtail.Replication")
