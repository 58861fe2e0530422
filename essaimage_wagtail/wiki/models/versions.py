"""The versions of pages that were published, and what their editors say of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.deletion import CASCADE, Collector, ProtectedError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from ...contexts.addresses import version_address

LONGEST_SUMMARY = 300


def kept_with_its_page(collector: Collector, field: Any, versions: Any, using: str) -> None:
    """``on_delete`` of a version's revision: the version goes with its page, but protects its revision from being
    deleted alone. Wagtail's command ``purge_revisions`` leaves out what is protected."""
    if collector.origin is not None and _is_of(Revision, collector.origin):
        raise ProtectedError("A published version is kept for the public history of its page.", set(versions))
    CASCADE(collector, field, versions, using)


def _is_of(model: type[models.Model], origin: Any) -> bool:
    return isinstance(origin, model) or getattr(origin, "model", None) is model


class VersionQuerySet(models.QuerySet["Version"]):
    def shown(self) -> "VersionQuerySet":
        """The versions that no moderator has withdrawn."""
        return self.filter(withdrawn_at=None)

    def latest_first(self) -> "VersionQuerySet":
        return self.order_by("-published_at", "-pk")

    def with_those_before(self) -> "VersionQuerySet":
        """Each with ``before``: the revision of the version of its page that was shown before it."""
        earlier = Version.objects.shown().filter(
            page=models.OuterRef("page"), published_at__lte=models.OuterRef("published_at")
        )
        earlier = earlier.exclude(pk=models.OuterRef("pk")).latest_first()
        return self.annotate(before=models.Subquery(earlier.values("revision")[:1]))


class Version(models.Model):
    """A revision that was published, so that readers have seen it."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    revision = models.OneToOneField(Revision, on_delete=kept_with_its_page, related_name="+")
    published_at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    """Who made the revision; ``None`` where nobody did (facts of an original, an import), or the account is gone."""
    summary = models.CharField(max_length=LONGEST_SUMMARY, blank=True)
    """What changed, in the author's words."""
    restores = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    """The version whose content it brought back."""
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)
    """Why it was withdrawn, for moderators."""

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        indexes = [
            models.Index(fields=["page", "-published_at", "-id"], name="essaimage_wiki_of_page"),
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(withdrawn_at=None),
                name="essaimage_wiki_recent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.published_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The permanent address, by the number of the revision: a page knows the number of its live revision without a
        query. Empty on a site that has not included the plugin's addresses."""
        return version_address(self.revision_id)


class Summary(models.Model):
    """What an editor says of a revision that is not published yet; its version takes it over."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=LONGEST_SUMMARY)

    class Meta:
        verbose_name = _("summary of a change")
        verbose_name_plural = _("summaries of changes")

    def __str__(self) -> str:
        return self.text
