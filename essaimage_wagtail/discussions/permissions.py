"""Who moderates which discussions."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from .choices import About
from .models import Thread

MODERATE = "essaimage_discussions.change_thread"
"""The permission for the discussions that are about no page; those about a page are moderated by who may edit it."""


def may_moderate_site(user: Any) -> bool:
    return bool(user and user.is_active and user.has_perm(MODERATE))


def may_moderate_any(user: Any) -> bool:
    return may_moderate_site(user) or page_permission_policy.user_has_any_permission(user, ["change"])


def moderated_by(user: Any) -> QuerySet[Thread]:
    """The threads that somebody moderates; superusers get those about pages that were deleted too."""
    if user.is_superuser:
        return Thread.objects.all()
    others = Q() if may_moderate_site(user) else Q(pk__in=[])
    keys = set(Thread.objects.filter(about=About.PAGE).order_by().values_list("subject", flat=True).distinct())
    pages = page_permission_policy.instances_user_has_permission_for(user, "change") if keys else Page.objects.none()
    mine = pages.filter(translation_key__in=keys).order_by().values_list("translation_key", flat=True)
    return Thread.objects.filter(
        (others & ~Q(about=About.PAGE)) | Q(about=About.PAGE, subject__in={str(key) for key in mine})
    )
