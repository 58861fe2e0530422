"""“Free tags” of a translation: words of its own language, for which wagtail-localize's editor has no field."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page

from ..changing import change_versions
from ..following import followed_now
from ..models import SheetFields

LOGGED_AS = "essaimage_wagtail.tags"


def has_tags(page: Page) -> bool:
    """Whether a page is a sheet with free tags."""
    model = page.cached_content_type.model_class()
    return model is not None and issubclass(model, SheetFields) and hasattr(model, "tags")


def may_edit(page: Page, user: Any) -> bool:
    """Whether someone may change the free tags of a page: those of one that is published are published with it."""
    rights = page.permissions_for_user(user)
    return has_tags(page) and rights.can_edit() and (rights.can_publish() or not page.live)


def edit_tags(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask on GET, save on POST. The tags of a page that is published are published at once."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not has_tags(page) or page.alias_of_id is not None:
        raise Http404
    if not may_edit(page, request.user):
        raise PermissionDenied
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if followed_now(page) is None:
        # Its own form has the field.
        return redirect(edit_url)
    held = page.get_latest_revision_as_object().tags.all()
    form = _form_class(type(page))(request.POST or None, initial={"tags": held})
    if request.method == "POST" and form.is_valid():
        set_tags(page, form.cleaned_data["tags"], request.user)
        title = page.get_admin_display_title()
        messages.success(request, _("The free tags of “%(title)s” are saved.") % {"title": title})
        return redirect(edit_url)
    context = {"page": page, "form": form, "cancel_url": edit_url, "language": page.locale}
    return TemplateResponse(request, "essaimage_wagtail/admin/tags.html", context)


def _form_class(model: type[Page]) -> type[forms.Form]:
    """With the field, and the widget that suggests tags, of the page's own form."""
    field = model.get_edit_handler().get_form_class().base_fields.get("tags")
    if field is None:
        raise Http404
    return type("TagsForm", (forms.Form,), {"tags": field})


@transaction.atomic
def set_tags(page: Any, tags: list[str], user: Any) -> None:
    """Set the free tags of the published page and of its draft."""

    def change(version: Any) -> bool:
        differed = {tag.name for tag in version.tags.all()} != set(tags)
        version.tags.set(tags)
        return differed

    if not page.live and change(page):
        # wagtail-localize makes the next version of the row, and not of the draft.
        page.save()
    change_versions(page, change, LOGGED_AS, user)
