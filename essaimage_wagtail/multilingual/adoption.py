"""The page of the admin that makes a version the original of all others, once it has said what that means."""

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from ..following import followed_by
from .originals import adopt, versions_beside


def may_adopt(page, user):
    """Whether someone may make a page the original: they publish both it and the version that is the original now, if
    there still is one."""
    if page.alias_of_id is not None or not page.permissions_for_user(user).can_publish():
        return False
    translation = followed_by(page)
    if translation is None:
        return False
    original = Page.objects.filter(
        translation_key=page.translation_key, locale=translation.source.locale_id, alias_of=None
    ).first()
    return original is None or original.permissions_for_user(user).can_publish()


def not_published(page, translation):
    """How many texts translators have saved since the page was published: they are not on it."""
    if not translation.enabled or page.last_published_at is None:
        return 0
    return StringTranslation.objects.filter(
        locale=page.locale_id,
        translation_of__segments__source=translation.source_id,
        translation_of__segments__context=F("context"),
        updated_at__gt=page.last_published_at,
        to_review=None,
    ).count()


def adopt_page(request, page_id):
    """Ask on GET, adopt on POST."""
    page = get_object_or_404(Page, pk=page_id).specific
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    translation = followed_by(page)
    if translation is None and page.permissions_for_user(request.user).can_edit():
        messages.warning(request, _("“%(title)s” follows no original.") % {"title": page.get_admin_display_title()})
        return redirect(edit_url)
    if not may_adopt(page, request.user):
        raise PermissionDenied
    if request.method == "POST":
        adopt(page, request.user)
        title = page.get_admin_display_title()
        messages.success(request, _("“%(title)s” is the original now.") % {"title": title})
        return redirect(edit_url)
    context = {
        "page": page,
        "former": translation.source.locale,
        "versions": versions_beside(page),
        "not_published": not_published(page, translation),
        "cancel_url": get_valid_next_url_from_request(request) or edit_url,
    }
    return TemplateResponse(request, "essaimage_wagtail/admin/adopt.html", context)
