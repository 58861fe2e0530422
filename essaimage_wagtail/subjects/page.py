"""What the page of a territory or a theme says of itself to browsers and search engines."""

from functools import cached_property
from typing import Any

from ..contexts.page import PageContext
from ..directory.context import DirectoryContext
from ..directory.page import MOST_NAMED
from .subject import Subject


class SubjectPageContext(PageContext):
    """The ``essaimage`` of the template's context. ``directory``: ``None`` while search rests, when nothing is known of
    what would be found."""

    directory: DirectoryContext | None = None
    subject: Subject

    def told_of(self, subject: Subject) -> None:
        self.subject = subject
        self.directory = subject.directory

    @property
    def title(self) -> str:
        return f"{self.subject.name} – {super().title}"

    @cached_property
    def robots(self) -> str:
        """A page on which there is nothing of its own is for those who followed a link."""
        return "noindex" if self.directory is None or not self.subject.total else ""

    @cached_property
    def canonical_url(self) -> str:
        return self._below(super().canonical_url, self.language.code)

    @cached_property
    def alternates(self) -> list[dict[str, str]]:
        """Of the languages in which some of what it lists can be read."""
        others = super().alternates
        if self.directory is None or not others:
            return []
        listed = {self.language.code, *self.subject.languages}
        links = [
            {"code": other["code"], "url": self._below(other["url"], other["code"])}
            for other in others
            if other["code"] in listed
        ]
        return [*links, {"code": "x-default", "url": links[0]["url"]}] if len(links) > 1 else []

    def url_of(self, version: Any) -> str | None:
        return self._below(super().url_of(version) or "", version.locale.language_code)

    def _below(self, url: str, code: str) -> str:
        return self.subject.address_below(url, code) or url

    @property
    def description(self) -> str:
        """What it is, how many initiatives there are, and the names of the first."""
        if self.directory is None:
            return self._description
        results = self.directory.results
        titles = [hit["title"] for hit in results.hits[:MOST_NAMED]]
        return " – ".join(filter(None, [self.subject.description, results.count_label, *titles]))

    @description.setter
    def description(self, text: str) -> None:
        self._description = text

    @property
    def _directory_feeds(self) -> list[dict[str, str]]:
        if self.directory is None:
            return super()._directory_feeds
        return [{"title": self.title, "url": self.directory.addresses.feed}]
