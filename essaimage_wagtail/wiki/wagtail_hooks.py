"""What the wiki adds to Wagtail's admin."""

from typing import Any

from django.urls import path, reverse
from wagtail import hooks

from ..admin.reports import report_urls
from .suggestions import credit
from .suggestions.listing import SuggestionsMenuItem, SuggestionsReport
from .suggestions.moderation import decide


@hooks.register("register_admin_urls")
def suggestion_urls() -> list[Any]:
    return [
        *report_urls("essaimage/suggestions/", SuggestionsReport),
        path("essaimage/suggestions/<int:pk>/", decide, name="essaimage_suggestion"),
    ]


@hooks.register("register_admin_menu_item")
def suggestions_menu_item() -> SuggestionsMenuItem:
    return SuggestionsMenuItem(
        SuggestionsReport.page_title,
        reverse(SuggestionsReport.index_url_name),
        name="essaimage-suggestions",
        icon_name=SuggestionsReport.header_icon,
        order=250,
    )


hooks.register("register_log_actions", credit.register)
