"""Who sees sponsorships in the admin: people with the permission to change them see all, others those of the sheets
that they may publish."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permissions import page_permission_policy

from ...replications.permissions import keys_allowed
from ..models import Sponsorship

PERMISSION = "essaimage_sponsorships.change_sponsorship"


def may_moderate(user: Any) -> bool:
    """Whether somebody may see any at all, without a query of its own."""
    return bool(user.has_perm(PERMISSION) or page_permission_policy.user_has_permission(user, "publish"))


def sponsorships_for(user: Any) -> QuerySet[Sponsorship]:
    """Those whose address is confirmed."""
    rows = Sponsorship.objects.filter(confirmed_at__isnull=False)
    if user.has_perm(PERMISSION):
        return rows
    return rows.filter(sponsor_key__in=keys_allowed(user, ["publish"]))
