"""What a person who edits is called in public, and the public page that they may have."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from ...models.in_languages import own_language

LONGEST_PRESENTATION = 600


class PublicName(models.Model):
    """The name under which somebody's versions are shown. A person without one is “an editor”: the site publishes
    neither the name of an account nor that of a person unless they ask for it. The row goes with the account."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(
        _("public name"),
        max_length=100,
        blank=True,
        help_text=_(
            "Everybody sees it in the history of the pages that you have published, also of those before today. "
            "Left empty, you are called “an editor” there."
        ),
    )

    class Meta:
        verbose_name = _("public name")
        verbose_name_plural = _("public names")

    def __str__(self) -> str:
        return self.name


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def shown(self) -> "ContributorQuerySet":
        """The pages of people who have a public name, without the pages that a moderator has taken away."""
        return self.filter(withdrawn_at=None).exclude(public_name__name="")


class Contributor(models.Model):
    """The public page of somebody who asked for one. It bears their public name, and goes with it."""

    public_name = models.OneToOneField(PublicName, on_delete=models.CASCADE, related_name="contributor")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    presentation = models.TextField(
        _("a few words about you"),
        blank=True,
        max_length=LONGEST_PRESENTATION,
        help_text=_("Optional. Anybody may read them on your page."),
    )
    language = own_language()
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Optional: where you are at work."),
    )
    allows_search = models.BooleanField(
        _("search engines may list my page"),
        default=False,
        help_text=_("Who looks for your name on the web then finds the page, for some time after it is gone as well."),
    )
    agreed_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(blank=True, editable=False)
    """Why a moderator took it away, for its person and for moderators."""

    objects = ContributorQuerySet.as_manager()

    class Meta:
        verbose_name = _("contributor’s page")
        verbose_name_plural = _("contributors’ pages")

    def __str__(self) -> str:
        return self.public_name.name

    def get_absolute_url(self) -> str:
        """The permanent address, which tells nothing of the account. Empty on a site that has not included the plugin's
        addresses."""
        try:
            return reverse("essaimage:wiki:contributor", args=[self.uuid])
        except NoReverseMatch:
            return ""
