"""How to take an initiative up, and to begin one's own sheet: what a visitor reads before starting a replication."""

from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from ..choices import Mode
from ..contexts.links import Link, links_to
from ..contexts.method import MODE_WORDS
from ..contexts.page import PageContext
from ..contexts.thread import MODE, Thread, asked_mode
from ..frames import method_key_for


class InvitationContext:
    """``may_write``: whether the visitor can enter the admin, which says what they may add."""

    def __init__(self, page: Any, page_context: PageContext) -> None:
        self.page = page
        self.page_context = page_context
        self.title = page.title
        self.url = page.get_url(page_context.request) or ""
        link = Link(page.title, self.url)
        key = (page.alias_of or page).translation_key
        self.thread = Thread(asked_mode(page_context.request), key, link)
        user = getattr(page_context.request, "user", None)
        self.may_write = user is not None and user.has_perm("wagtailadmin.access_admin")

    @cached_property
    def admin_url(self) -> str:
        """The address of the form, which asks visitors to log in first. Empty where the admin is on another host."""
        try:
            url = reverse("essaimage_replicate", args=[self.page.alias_of_id or self.page.pk])
        except NoReverseMatch:
            return ""
        mode = self.thread.mode
        return f"{url}?{MODE}={mode.value}" if mode else url

    @cached_property
    def method(self) -> Link | None:
        """The :class:`~.links.Link` to the method that was followed, else to the first of the site."""
        key = method_key_for(self.page)
        return links_to({key}, self.page_context).get(key) if key else None

    @cached_property
    def modes(self) -> list[dict[str, Any]]:
        """``[{label, description, url}]``: the ways to take it up, with the steps of the method followed in that way,
        else with the beginning of one's own sheet."""
        return [
            {"label": mode.label, "description": MODE_WORDS[mode], "url": self._way(self.thread.in_mode(mode))}
            for mode in Mode
        ]

    def _way(self, thread: Thread) -> str:
        url = self.method.url if self.method else ""
        return f"{url}?{thread.query}#steps" if url else thread.start_url

    @property
    def steps_url(self) -> str:
        """The steps of the method in the mode that is chosen; empty on a site without a method."""
        return self._way(self.thread) if self.method and self.method.url else ""

    @cached_property
    def contacts(self) -> QuerySet:
        """The people to write to who agreed to be published."""
        return self.page.contacts.filter(consent=True).select_related("organisation")
