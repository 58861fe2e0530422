"""“Record a review”: someone read a sheet again and says that it is still true."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log
from wagtail.models import Page

from ..models import SheetFields
from ..search.indexing import index

LOG_ACTION = "essaimage_wagtail.review"


@transaction.atomic
def record_review(page, user):
    """Date the review of a sheet today, live and in the latest draft; nothing else of the draft is published."""
    today = timezone.localdate()
    type(page).objects.filter(pk=page.pk).update(reviewed_on=today, reviewed_by=user)
    for revision in {revision for revision in (page.live_revision, page.get_latest_revision()) if revision}:
        revision.content = {**revision.content, "reviewed_on": today.isoformat(), "reviewed_by": user.pk}
        revision.save(update_fields=["content"])
    page.refresh_from_db()
    log(instance=page, action=LOG_ACTION, user=user, data={"reviewed_on": today.isoformat()})
    index.refresh([page])


def may_review(page, user):
    """Whether a user may record a review: of a sheet that they may publish, and that is no alias, which has no content
    of its own."""
    return isinstance(page, SheetFields) and page.alias_of_id is None and page.permissions_for_user(user).can_publish()


def review(request, page_id):
    """Ask on GET, record on POST."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not may_review(page, request.user):
        raise PermissionDenied
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    next_url = get_valid_next_url_from_request(request) or edit_url
    if request.method == "POST":
        record_review(page, request.user)
        title = page.get_admin_display_title()
        messages.success(request, _("The review of “%(title)s” is recorded.") % {"title": title})
        return redirect(next_url)
    context = {"page": page, "next_url": next_url, "cancel_url": edit_url}
    return TemplateResponse(request, "essaimage_wagtail/admin/confirm_review.html", context)
