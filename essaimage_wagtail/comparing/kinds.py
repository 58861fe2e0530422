"""What happens to a section from one version to the next."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CHANGED = "changed", _("Changed")
    ADDED = "added", _("New")
    REMOVED = "removed", _("Removed")
    MOVED = "moved", _("Moved")
