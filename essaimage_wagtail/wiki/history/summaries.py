"""“What did you change?”: asked where a page is published, kept with the revision, and read in the public history."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from ..models import Summary, Version
from ..models.versions import LONGEST_SUMMARY
from .kinds import has_history

__all__ = ["keep"]

FIELD = "essaimage-summary"


class SummaryMenuItem(ActionMenuItem):
    """A field above the buttons of the editor: a person who publishes passes by it. It belongs to the form, so that
    drafts and autosave keep it too."""

    name = FIELD
    template_name = "essaimage_wagtail/admin/summary_field.html"
    order = 10_000

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return page is not None and super().is_shown(context) and has_history(page.specific_class)

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        return {**context, "field": FIELD, "longest": LONGEST_SUMMARY, "summary": pending(parent_context["page"])}


def pending(page: Page) -> str:
    """What an editor said of the latest draft; empty once it is published."""
    found = Summary.objects.filter(revision=page.latest_revision_id).first() if page.latest_revision_id else None
    return found.text if found else ""


def keep(revision_id: int, text: str) -> None:
    """Keep the summary of a revision; an empty text deletes it. If the revision is published already, the summary of
    its version changes."""
    text = " ".join(text.split())[:LONGEST_SUMMARY].strip()
    if Version.objects.filter(revision=revision_id).update(summary=text):
        return
    if text:
        Summary.objects.update_or_create(revision_id=revision_id, defaults={"text": text})
    else:
        Summary.objects.filter(revision=revision_id).delete()


def take(request: HttpRequest, page: Page) -> None:
    """Keep the summary that a form of the editor sent, before its page is published or after it is saved. A form
    without the field (that of translators) changes no summary."""
    if request.method == "POST" and FIELD in request.POST and page.latest_revision_id and has_history(type(page)):
        keep(page.latest_revision_id, request.POST[FIELD])
