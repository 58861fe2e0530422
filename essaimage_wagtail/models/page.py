"""What every page type of the plugin does, whatever it describes."""

from django.db import models


class PageFields(models.Model):
    """Gives a page its ``essaimage`` context: base template, languages, addresses.

    Mix it into a ``Page`` subclass, before ``Page``.
    """

    shows_others = False
    """Whether what it shows is other pages, those of its language: then an alias in another language shows others."""

    class Meta:
        abstract = True

    def get_warnings(self):
        """Sentences about what is saved and shown, and that an editor should look at again.

        A :class:`~essaimage_wagtail.doubts.Doubt` also names the field that it is about.
        """
        return []
