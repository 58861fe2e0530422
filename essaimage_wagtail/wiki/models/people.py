"""What a person who edits is called in public."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicName(models.Model):
    """The name under which somebody's versions are shown. Who has given none is “an editor”: neither the name of an
    account nor that of a person is public without their word. The row goes with the account."""

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
