"""The common: a resource that several initiatives share and maintain."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin

from ..choices import Ingredient, OfferKind, common_kinds, ingredient_states, offer_kinds
from ..doubts import Doubt
from .chosen import ChosenManyToManyField
from .fields import CountedManyToManyField
from .publication import PublicationFields
from .taxonomy import Term
from .translation import same_in_every_language
from .typed import DateField, URLField

PROSE = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]


class Usage(Term):
    """What commons are for: the way most people look for one."""

    class Meta(Term.Meta):
        verbose_name = _("usage")
        verbose_name_plural = _("usages")


def state(ingredient):
    return models.CharField(ingredient.label, max_length=20, blank=True, choices=ingredient_states)


def evidence(help_text):
    return models.CharField(_("evidence"), max_length=400, blank=True, help_text=help_text)


class CommonFields(PublicationFields):
    usages = CountedManyToManyField(
        "essaimage_wagtail.Usage",
        verbose_name=_("usages"),
        blank=True,
        related_name="+",
        help_text=_("What someone wants to do who needs it: most people look for a common this way."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=common_kinds, blank=True)
    format = models.CharField(
        _("format"), max_length=120, blank=True, help_text=_("Example: “PDF, 12 pages” or “spreadsheet”.")
    )
    link = URLField(_("address"), blank=True, max_length=500, help_text=_("Where it is found on the web."))
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    steward = models.ForeignKey(
        "essaimage_wagtail.Organisation",
        verbose_name=_("steward"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who takes care of it and answers questions about it."),
    )
    contacts = ChosenManyToManyField(
        "essaimage_wagtail.Contact",
        verbose_name=_("contacts"),
        blank=True,
        related_name="+",
        help_text=_("Only those who agreed to be published are shown."),
    )
    organisations = ChosenManyToManyField(
        "essaimage_wagtail.Organisation",
        verbose_name=_("organisations involved"),
        blank=True,
        related_name="+",
    )
    description = RichTextField(
        _("description"),
        blank=True,
        features=PROSE,
        help_text=_("What it is, what it is not, and how one starts with it."),
    )
    contribution = RichTextField(
        _("how to contribute"),
        blank=True,
        features=PROSE,
        help_text=_("The first thing that a newcomer can do. Example: “Send us your version of the charter.”"),
    )
    next_step = RichTextField(
        _("next step wanted"),
        blank=True,
        features=PROSE,
        help_text=_("What its stewards would like to happen next. Example: “a translation into Spanish”."),
    )
    governance_state = state(Ingredient.GOVERNANCE)
    governance_evidence = evidence(
        _("Who decides about the common, and how? Example: “a yearly meeting of all users”.")
    )
    legal_state = state(Ingredient.LEGAL)
    legal_evidence = evidence(
        _("Is its legal frame settled: licence, statutes, trademark? Example: “CC BY-SA since 2021”.")
    )
    sharing_state = state(Ingredient.SHARING)
    sharing_evidence = evidence(_("Is it easy to find, copy and reuse? Example: “all files are on an open site”."))
    contribution_state = state(Ingredient.CONTRIBUTION)
    contribution_evidence = evidence(
        _("Can others improve it, and do they? Example: “twelve groups sent changes in 2025”.")
    )
    finance_state = state(Ingredient.FINANCE)
    finance_evidence = evidence(_("Is its upkeep paid for? Example: “two paid days a month, until 2027”."))
    partnership_state = state(Ingredient.PARTNERSHIP)
    partnership_evidence = evidence(
        _("Who stands beside it? Example: “agreement with the federation of town councils”.")
    )

    SAME_IN_EVERY_LANGUAGE = (
        *PublicationFields.SAME_IN_EVERY_LANGUAGE,
        "usages",
        "kind",
        "steward",
        "contacts",
        "organisations",
        *(f"{ingredient}_state" for ingredient in Ingredient.values),
    )

    MAY_DIFFER = ("link", "document")
    """Fields that are the same in every language unless one has its own: a translated charter is another file."""

    override_translatable_fields = same_in_every_language(SAME_IN_EVERY_LANGUAGE, but_for=MAY_DIFFER)

    class Meta:
        abstract = True

    def get_warnings(self):
        warnings = super().get_warnings()
        if not self.usages.all():
            text = gettext("No usage is chosen: most people look for a common by what it is for.")
            warnings.append(Doubt(text, "usages"))
        if not self.link and not self.document_id:
            warnings.append(Doubt(gettext("There is neither an address nor a file: nobody can get at it."), "link"))
        past = sum(offer.is_past for offer in self.offers.all()) if hasattr(self, "offers") else 0
        if past:
            text = ngettext(
                "%(count)d offer or need is past its last day and is not shown any more.",
                "%(count)d offers or needs are past their last day and are not shown any more.",
                past,
            )
            warnings.append(Doubt(text % {"count": past}, "offers"))
        return warnings


class CommonOfferMixin(TranslatableMixin, Orderable):
    """Something offered or needed around a common, until a day.

    Abstract: the concrete model has a ``ParentalKey`` called ``common``, with ``offers`` as its related name.
    An offer that is over stays stored; pages, lists and search leave it out.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=offer_kinds, default=OfferKind.OFFER)
    text = models.CharField(
        _("what"),
        max_length=280,
        help_text=_("In one sentence, with how to answer. Example: “A room in Lille on Tuesday evenings.”"),
    )
    territory = models.ForeignKey(
        "essaimage_wagtail.Territory",
        verbose_name=_("territory"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    until = DateField(
        _("until"), null=True, blank=True, help_text=_("The last day on which it is shown; always, if left empty.")
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("until")]),
        FieldPanel("text"),
        FieldPanel("territory"),
    ]
    override_translatable_fields = same_in_every_language(["kind", "territory", "until"])

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    @property
    def shown_until(self):
        """The moment at which its last day is over by the site's clock, or ``None`` if it has no end."""
        if self.until is None or self.until.year == date.max.year:
            return None
        midnight = datetime.combine(self.until + timedelta(days=1), time.min)
        return timezone.make_aware(midnight, timezone.get_default_timezone())

    @property
    def is_past(self):
        return self.shown_until is not None and self.shown_until <= timezone.now()

    @property
    def anchor(self):
        """Its place on the common's page, the same in every language."""
        return f"offer-{self.translation_key}"

    def get_url(self, request=None):
        """The address of its place on the common's page; empty outside any site."""
        url = self.common.get_url(request)
        return f"{url}#{self.anchor}" if url else ""

    @property
    def full_url(self):
        url = self.common.full_url
        return f"{url}#{self.anchor}" if url else ""
