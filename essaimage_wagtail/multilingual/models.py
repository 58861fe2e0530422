"""What wagtail-localize has no place for: which translated texts want review, and what changed since a translation."""

from django.db import models
from wagtail_localize.models import String, StringTranslation, Translation


class ToReview(models.Model):
    """A translated text whose original has other words now: it was kept, and a person has to read it again.

    The row goes when its text is saved again, or when somebody says that it is still right.
    """

    translation = models.OneToOneField(StringTranslation, on_delete=models.CASCADE, related_name="to_review")
    former = models.ForeignKey(String, on_delete=models.CASCADE, null=True, related_name="+")
    """What the text translates; ``None`` where that is not known."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.translation_id}"


class Baseline(models.Model):
    """What a translation, as it is published, is true to; and how its original differs from that since."""

    translation = models.OneToOneField(Translation, on_delete=models.CASCADE, related_name="baseline")
    sections = models.JSONField(default=dict)
    """The original then: ``{"title": {"block": "", "texts": [["title", "Gardens"]]}, "body.<id>": {"block":
    "actors", "texts": [["body.<id>.actors.<id>.role", "lends the land"]]}}``."""
    changes = models.JSONField(default=list)
    """Since then: ``[{"section": "body.<id>", "block": "actors", "kind": "changed"}]``; the kinds are those of
    :class:`..comparing.kinds.Kind`."""
    changed_at = models.DateTimeField(null=True)
    """When the original was published with the latest of these changes."""

    def __str__(self) -> str:
        return f"{self.translation_id}"
