"""Sheets that wait for approval: submitted by a contributor, answered by a moderator, submitted again."""

from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Comment, Page

from essaimage_wagtail.models import Territory
from essaimage_wagtail.pages.models import SheetPage

from .pages import days_ago, page_key
from .streams import stream


def write(entry: dict[str, Any], parent: Page, territory: Territory | None, themes: list[Any]) -> None:
    """Make one, unless it is there: what somebody has done with it in the admin stays."""
    key = page_key("sheets", entry["key"])
    if SheetPage.objects.filter(translation_key=key).exists():
        return
    users = get_user_model().objects
    contributor, moderator = users.get(username=entry["by"]), users.get(username=entry["answered_by"])
    sheet = SheetPage(
        translation_key=key,
        locale=parent.locale,
        title=entry["title"],
        pitch=entry["pitch"].strip(),
        body=_body(entry, entry["body"]),
        territory=territory,
        fictional=True,
        live=False,
        owner=contributor,
    )
    with days_ago(4):
        parent.add_child(instance=sheet)
        sheet.themes = themes
        sheet.save_revision(user=contributor)
        state = sheet.get_workflow().start(sheet, contributor)
    with days_ago(2):
        task = state.current_task_state.task.specific
        task.on_action(state.current_task_state, moderator, "reject", comment=entry["answer"])
    with days_ago(1):
        sheet.body = _body(entry, [*entry["body"], *entry["added"]])
        sheet.wagtail_admin_comments.add(Comment(user=contributor, text=entry["comment"], contentpath="pitch"))
        sheet.save_revision(user=contributor)
        state.refresh_from_db()
        state.resume(contributor)


def _body(entry: dict[str, Any], sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return stream(SheetPage.body.field.stream_block, sections, f"submissions/{entry['key']}")
