"""A film: a file of the site that is played on the page, or the address of one elsewhere."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..doubts import Doubt
from .base import PassageBlock, PassageValue, is_blank_html, prose, text
from .choosers import DocumentChooserBlock, ImageChooserBlock
from .narrative import paragraph_of
from .pictures import CREDIT_HELP
from .values import URLBlock


class VideoValue(PassageValue):
    @property
    def is_blank(self):
        """A transcript alone is worth showing."""
        return not (self["file"] or self["url"] or self._has_transcript)

    @property
    def _has_transcript(self):
        return bool(self["transcript"]) and not is_blank_html(self["transcript"].source)

    def warnings(self):
        if (self["file"] or self["url"]) and not self._has_transcript:
            return [
                Doubt(gettext("The film has no transcript: people who do not hear it miss what it says."), "transcript")
            ]
        return []


class VideoBlock(PassageBlock):
    title = text(_("Title"), _("Example: “A Saturday at the repair café, in three minutes”."))
    url = URLBlock(
        required=False,
        default="",
        label=_("Address"),
        help_text=_(
            "Where the film can be seen. Visitors are led there by a link: nothing is loaded from another site, "
            "and nobody is tracked, before they follow it."
        ),
    )
    file = DocumentChooserBlock(
        required=False, label=_("File"), help_text=_("A film of your own (MP4 or WebM), played on the page.")
    )
    poster = ImageChooserBlock(required=False, label=_("Still image"), help_text=_("Shown before the film is played."))
    transcript = prose(
        _("Transcript"), _("What is said and shown, for people who do not hear or see it, and for the search.")
    )
    credit = text(pgettext_lazy("of a video", "Credit"), CREDIT_HELP)

    class Meta:
        label = _("Video")
        description = _("A film of the site’s own, or a link to one elsewhere, with its transcript.")
        icon = "media"
        template = "essaimage_wagtail/blocks/video.html"
        value_class = VideoValue

    def get_preview_value(self):
        return self.normalize(
            {
                "title": gettext("A Saturday in three minutes"),
                "url": "https://example.org/film",
                "transcript": paragraph_of(gettext("Nine o’clock: four volunteers set up the tables.")),
                "credit": gettext("Filmed by the volunteers, CC BY-SA 4.0"),
            }
        )
