"""The method: an introduction and ordered steps, each a page of its own."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from ..choices import Mode
from ..doubts import Doubt
from .fields import ChecklistField, MethodBodyField
from .page import PageFields
from .publication import PublicationFields
from .translation import same_in_every_language

SHORT_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class MethodFields(PublicationFields):
    """The page above the steps. Their order is the page tree's."""

    body = MethodBodyField(
        verbose_name=_("introduction"),
        blank=True,
        help_text=_(
            "The spirit of the method, before its steps. Example: “Territories and audiences differ, so do results: "
            "start small, and say what failed.”"
        ),
    )

    override_translatable_fields = same_in_every_language(PublicationFields.SAME_IN_EVERY_LANGUAGE)

    class Meta:
        abstract = True


class MethodStepFields(PageFields):
    purpose = models.CharField(
        _("purpose"),
        max_length=280,
        help_text=_("What this step is for. Example: “Know who has to be on board before anything is announced.”"),
    )
    for_inspire = models.BooleanField(Mode.INSPIRE.label, default=True)
    for_redo = models.BooleanField(Mode.REDO.label, default=True)
    for_scale_up = models.BooleanField(Mode.SCALE_UP.label, default=True)
    instructions = MethodBodyField(
        verbose_name=_("instructions"),
        blank=True,
        help_text=_("What to do, in the order in which one does it; short sentences, one action each."),
    )
    participants = RichTextField(
        _("who takes part"),
        blank=True,
        features=SHORT_TEXT,
        help_text=_("Functions rather than names. Example: “the core group and two residents who said no at first”."),
    )
    duration = models.CharField(
        _("duration"), max_length=120, blank=True, help_text=_("Example: “two evenings, a fortnight apart”.")
    )
    inputs = RichTextField(
        _("what is needed"),
        blank=True,
        features=SHORT_TEXT,
        help_text=_("What must be there before one starts. Example: “the sheet, printed; a large map”."),
    )
    deliverable = RichTextField(
        _("what comes out of it"),
        blank=True,
        features=SHORT_TEXT,
        help_text=_("Example: “a table of actors that everybody in the group agrees with”."),
    )
    checklist = ChecklistField(
        verbose_name=_("checklist"),
        blank=True,
        help_text=_("What can be ticked off, one line each. Example: “The mayor has read the sheet.”"),
    )
    tips = RichTextField(_("tips"), blank=True, features=SHORT_TEXT, help_text=_("What made it easier elsewhere."))
    warnings = RichTextField(
        _("warnings"), blank=True, features=SHORT_TEXT, help_text=_("What went wrong elsewhere, and how to avoid it.")
    )
    frame = models.ForeignKey(
        "essaimage_wagtail.ProjectFrame",
        verbose_name=_("project frame"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The frame that this step helps to fill in; a new replication starts with it."),
    )
    frame_section = models.CharField(
        _("section of the frame"),
        max_length=40,
        blank=True,
        help_text=_("The section that is filled in at this step."),
    )

    MODES = {Mode.INSPIRE: "for_inspire", Mode.REDO: "for_redo", Mode.SCALE_UP: "for_scale_up"}
    """The field that says whether the step applies to a mode."""

    override_translatable_fields = same_in_every_language([*MODES.values(), "frame", "frame_section"])

    class Meta:
        abstract = True

    @property
    def pitch(self):
        """What lists show of a step."""
        return self.purpose

    def get_warnings(self):
        warnings = super().get_warnings()
        if not any(getattr(self, field) for field in self.MODES.values()):
            text = gettext("The step applies to no mode: who follows the method in one of the modes never sees it.")
            warnings.append(Doubt(text, self.MODES[Mode.INSPIRE]))
        if self.frame_section and self.frame is None:
            warnings.append(Doubt(gettext("A section of the frame is chosen, but no frame."), "frame"))
        elif self.frame_section and all(block.block_type != self.frame_section for block in self.frame.body):
            warnings.append(Doubt(gettext("The frame does not have the section that is chosen."), "frame_section"))
        return warnings
