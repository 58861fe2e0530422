"""The replication: an initiative that was taken up on another territory."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin

from ..choices import Mode, ReplicationState, modes, replication_states, standings, swarming_kinds
from ..doubts import Doubt
from ..replications.graph import Lineage
from ..saving import SavedTogether
from ..validators import YEAR
from .fields import SourcesField
from .in_languages import own_language
from .keys import PageKeyField, titles_of
from .typed import PositiveSmallIntegerField, URLField

SHEET = "essaimage_wagtail.models.sheet.SheetFields"


class Replication(SavedTogether, DraftStateMixin, RevisionMixin, ClusterableModel):
    """A link from an origin sheet to an adapted one: one row for all languages.

    Both ends are named by translation key. The adapted sheet may not exist: then ``name``, ``territory`` and
    ``url`` say what is known.

    Visitors see it when it is live and both ends may be seen. Wagtail's draft state says whether it is live: a version
    that waits for a moderator leaves the live version as it is. A replication that starts with a draft of its adapted
    sheet goes live with that sheet (see :mod:`essaimage_wagtail.replications.start`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin_key = PageKeyField(_("origin"), page_mixin=SHEET, db_index=True, help_text=_("The sheet that was taken up."))
    adapted_key = PageKeyField(
        _("adapted sheet"),
        page_mixin=SHEET,
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The sheet of the new initiative, if there is one; otherwise fill in name, territory and address."),
    )
    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("What the new initiative is called. Example: “Repair Café of Roubaix”."),
    )
    language = own_language()
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    url = URLField(_("address"), blank=True, max_length=500, help_text=_("A page about it on the web."))
    mode = models.CharField(_("mode"), max_length=20, choices=modes, default=Mode.REDO)
    kind = models.CharField(_("kind of swarming"), max_length=20, choices=swarming_kinds, blank=True)
    year = PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=YEAR, help_text=_("When it started there, for example 2014.")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=replication_states, default=ReplicationState.ACTIVE, blank=True
    )
    declared_by = models.ForeignKey(
        "essaimage_wagtail.Contact",
        verbose_name=_("declared by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Personal data: shown only if this person agreed to be published."),
    )
    sources = SourcesField(verbose_name=_("sources"), blank=True, help_text=_("Where what is said here comes from."))
    standing = models.CharField(max_length=20, choices=standings, blank=True, default="", editable=False)
    """Who decided, when and why is in Wagtail's log (see :mod:`essaimage_wagtail.replications.deciding`)."""

    panels = [
        FieldPanel("origin_key"),
        MultiFieldPanel(
            [
                FieldPanel("adapted_key"),
                FieldRowPanel([FieldPanel("name"), FieldPanel("language")]),
                FieldRowPanel([FieldPanel("territory"), FieldPanel("url")]),
            ],
            heading=_("The new initiative"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("mode"), FieldPanel("kind")]),
                FieldRowPanel([FieldPanel("year"), FieldPanel("state")]),
            ],
            heading=_("How it was taken up"),
        ),
        InlinePanel("texts", heading=_("What was kept, changed and learnt"), label=_("Text in one language")),
        FieldPanel("declared_by"),
        FieldPanel("sources"),
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("replication")
        verbose_name_plural = _("replications")

    def __str__(self):
        return self.name or gettext("Replication %(number)s") % {"number": self.pk or ""}

    def clean(self):
        """Refuse a replication that would make a sheet its own origin, directly or through others.

        Two queries at the most: all replications, and the titles to name.
        """
        super().clean()
        if self.origin_key is None or self.adapted_key is None:
            return
        if self.origin_key == self.adapted_key:
            raise ValidationError({"adapted_key": _("A sheet cannot come from itself: choose another one.")})
        others = Replication.objects.exclude(pk=self.pk).order_by("pk")
        way = Lineage(others.values_list("pk", "origin_key", "adapted_key")).way(self.adapted_key, self.origin_key)
        if way:
            titles = titles_of(way, get_language())
            unknown = gettext("a sheet that is not there any more")
            chain = " → ".join(f"“{titles[key]}”" if key in titles else unknown for key in way)
            raise ValidationError(
                {
                    "adapted_key": _("This would go in a circle, since the origin comes from this sheet: %(chain)s.")
                    % {"chain": chain}
                }
            )

    def with_content_json(self, content):
        """A restored version keeps the ``standing`` of the row: a decision holds for it, not for one version."""
        restored = super().with_content_json(content)
        restored.standing = self.standing
        return restored

    def get_warnings(self):
        """Sentences about values that look wrong: the row is saved all the same, and the editor is told."""
        if self.adapted_key is None and not (self.name and self.territory_id):
            text = gettext(
                "Nothing says where it was taken up: choose the adapted sheet, or fill in name and territory."
            )
            return [Doubt(text, "adapted_key")]
        return []


class ReplicationText(models.Model):
    """What a replication is called, and what it kept, changed and learnt, in one language."""

    replication = ParentalKey(Replication, related_name="texts", on_delete=models.CASCADE)
    locale = models.ForeignKey(
        "wagtailcore.Locale", verbose_name=_("language"), related_name="+", on_delete=models.PROTECT
    )
    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("What the new initiative is called in this language. Leave it empty where it keeps its name."),
    )
    kept = RichTextField(
        _("what was kept"), blank=True, features=["bold", "italic", "link"], help_text=_("What did not change.")
    )
    changed = RichTextField(
        _("what was changed"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("What had to be done in another way, and why."),
    )
    learnt = RichTextField(
        _("what was learnt"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("What others should know before they start."),
    )
    sources = SourcesField(
        verbose_name=_("sources"),
        blank=True,
        help_text=_("As they are called in this language, all of them. Leave it empty for those of the replication."),
    )

    panels = [
        FieldPanel("locale"),
        FieldPanel("name"),
        FieldPanel("kept"),
        FieldPanel("changed"),
        FieldPanel("learnt"),
        FieldPanel("sources"),
    ]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["replication", "locale"],
                name="essaimage_one_text_a_language",
                violation_error_message=_("There are two texts in the same language: keep one."),
            )
        ]
        verbose_name = _("text of a replication")
        verbose_name_plural = _("texts of replications")

    def __str__(self):
        return str(self.locale)
