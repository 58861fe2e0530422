"""The facets of sheets, methods, steps, commons and offers. To add one, declare it here and in ALL_OF_OURS; to have it
in the documents that exist already, rebuild the index."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from ..choices import CommonKind, Completeness, DirectoryContent, Mode, Status
from ..models import Audience, CommonFields, CommonOfferMixin, MethodFields, MethodStepFields, SheetFields, Theme, Usage
from .values import ChoiceFacet, KindFacet, LanguageFacet, SiteFacet, TermFacet, TerritoryFacet

EVERYTHING, SHEETS = DirectoryContent.EVERYTHING, DirectoryContent.SHEETS
METHODS, COMMONS = DirectoryContent.METHODS, DirectoryContent.COMMONS


def _modes_of_a_sheet(page: Any, batch: Any) -> Iterable[str]:
    """The modes in which a sheet took up other sheets."""
    return sorted(batch.modes.get(page.translation_key, ()))


def _modes_of_a_step(page: Any, batch: Any) -> Iterable[str]:
    """The modes in which a step is followed."""
    return [mode.value for mode, field in page.MODES.items() if getattr(page, field)]


def chain_of(instance: Any, batch: Any) -> Iterable[str]:
    """The identifiers of the territory of a page or an offer, and of all territories around it."""
    return [territory.identifier for territory in batch.territories.get(instance.territory_id, ())]


def _other_languages(page: Any, batch: Any) -> Iterable[str]:
    return sorted(batch.languages.get(page.translation_key, set()) - {page.locale.language_code})


def _type(instance: Any, batch: Any) -> Iterable[str]:
    return [instance._meta.label_lower]


TYPE = KindFacet(
    "type",
    pgettext_lazy("of a page", "Type"),
    {Page: _type, CommonOfferMixin: _type},
    lists=[EVERYTHING, METHODS],
)
THEME = TermFacet(
    "theme",
    _("Theme"),
    Theme,
    {SheetFields: "themes", MethodFields: "themes", CommonFields: "themes"},
    lists=[EVERYTHING, SHEETS, METHODS, COMMONS],
)
TERRITORY = TerritoryFacet(
    "territory", _("Territory"), {SheetFields: chain_of, CommonOfferMixin: chain_of}, lists=[EVERYTHING, SHEETS]
)
STATUS = ChoiceFacet(
    "status", pgettext_lazy("of an initiative", "Status"), Status, {SheetFields: "status"}, lists=[EVERYTHING, SHEETS]
)
USAGE = TermFacet(
    "usage",
    pgettext_lazy("of a common", "Usage"),
    Usage,
    {CommonFields: "usages"},
    first_in=[COMMONS],
)
KIND = ChoiceFacet(
    "kind",
    pgettext_lazy("of a common", "Kind"),
    CommonKind,
    {CommonFields: "kind"},
    first_in=[COMMONS],
)
MODE = ChoiceFacet(
    "mode",
    _("Mode of swarming"),
    Mode,
    {SheetFields: _modes_of_a_sheet, MethodStepFields: _modes_of_a_step},
    lists=[EVERYTHING, SHEETS, METHODS],
    secondary=True,
)
COMPLETENESS = ChoiceFacet(
    "completeness",
    pgettext_lazy("of a sheet", "Completeness"),
    Completeness,
    {SheetFields: lambda page, batch: [part.value for part in Completeness if page.completeness >= part.percent]},
    lists=[EVERYTHING, SHEETS],
    exclusive=True,  # one includes the other
    secondary=True,
)
LANGUAGES = LanguageFacet(
    "languages",
    pgettext_lazy("languages of a page", "Also available in"),
    {Page: _other_languages, CommonOfferMixin: lambda offer, batch: []},  # an offer is made in one language
    lists=[EVERYTHING, SHEETS, METHODS, COMMONS],
    exclusive=True,
    secondary=True,
)
AUDIENCE = TermFacet("audience", Audience._meta.verbose_name, Audience, {SheetFields: "audiences"}, lists=[])
"""Similar sheets are found by it; no directory offers it."""

SITE = SiteFacet("site", pgettext_lazy("of a network", "Site"), lists=[])
"""Offered where the sites of a network are searched."""

ALL_OF_OURS = (TYPE, THEME, TERRITORY, STATUS, USAGE, KIND, MODE, COMPLETENESS, LANGUAGES, AUDIENCE, SITE)
