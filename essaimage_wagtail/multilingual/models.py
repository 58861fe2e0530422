"""What wagtail-localize has no place for: which translated texts want review, and what changed since a translation."""

from django.db import models
from wagtail_localize.models import String, StringTranslation, Translation


def is_by_machine(one: StringTranslation) -> bool:
    """Whether a machine has made a text; saving it makes it a person's."""
    return bool(one.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE)


class ToReview(models.Model):
    """A translated text that a person has to read: its original has other words now and it was kept, or a machine made
    it.

    The row goes when its text is saved again, or when somebody says that it is still right.
    """

    translation = models.OneToOneField(StringTranslation, on_delete=models.CASCADE, related_name="to_review")
    former = models.ForeignKey(String, on_delete=models.CASCADE, null=True, related_name="+")
    """What the text translates, of a machine's the words that it was given; ``None`` where that is not known."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.translation_id}"

    @property
    def is_by_machine(self) -> bool:
        """Whether no person has made the text or read it."""
        return is_by_machine(self.translation)


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
    machine = models.JSONField(default=list)
    """The names of the sections, as those of :attr:`sections`, with texts that a machine made and nobody has read."""

    def __str__(self) -> str:
        return f"{self.translation_id}"
