"""What every page type of the plugin has."""

from django.db import models


class PageFields(models.Model):
    """Gives a page its ``essaimage`` context: base template, languages, addresses.

    Mix it into a ``Page`` subclass, before ``Page``.
    """

    shows_others = False
    """Whether the page shows other pages of its language, as a directory does: then its alias in another language shows
    the pages of that language, and is a version of its own."""

    class Meta:
        abstract = True

    def get_warnings(self):
        """Sentences about values that look wrong: the page is saved all the same, and the editor is told.

        A :class:`~essaimage_wagtail.doubts.Doubt` also names the field that it is about.
        """
        return []
