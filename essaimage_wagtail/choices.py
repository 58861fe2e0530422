"""The closed lists of the domain, with the words that editors and visitors read.

Model fields take the function (``choices=statuses``), not the list, so that a changed or translated
label never makes a migration.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    IDEA = "idea", _("Idea")
    STARTING = "starting", _("Starting")
    RUNNING = "running", _("Running")
    MATURE = "mature", _("Well established")
    STOPPED = "stopped", _("Stopped")


class Scope(TextChoices):
    DISTRICT = "district", _("Neighbourhood")
    COMMUNE = "commune", _("Town or village")
    COUNTY = "county", _("County or département")
    REGION = "region", _("Region")
    COUNTRY = "country", _("Country")
    INTERNATIONAL = "international", _("International")


class OrganisationKind(TextChoices):
    ASSOCIATION = "association", _("Non-profit association")
    COOPERATIVE = "cooperative", _("Cooperative")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    STATE = "state", _("State or public agency")
    SCHOOL = "school", _("School or university")
    FOUNDATION = "foundation", _("Foundation")
    COMPANY = "company", _("Company")
    RESIDENTS = "residents", _("Residents' group")
    NETWORK = "network", _("Network")
    OTHER = "other", pgettext_lazy("kind of organisation", "Other")


class ActorKind(TextChoices):
    PERSON = "person", _("Person")
    GROUP = "group", _("Group of people")
    ASSOCIATION = "association", _("Non-profit association")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    STATE = "state", _("State or public agency")
    SCHOOL = "school", _("School or university")
    FUNDER = "funder", _("Funder")
    COMPANY = "company", _("Company")
    MEDIA = "media", _("Media")
    OTHER = "other", pgettext_lazy("kind of actor", "Other")


class FunderKind(TextChoices):
    OWN = "own", _("Own resources")
    MEMBERS = "members", _("Members' fees and gifts")
    SALES = "sales", _("Sales and services")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    STATE = "state", _("State")
    EUROPE = "europe", _("European Union")
    FOUNDATION = "foundation", _("Foundation")
    COMPANY = "company", _("Company")
    IN_KIND = "in_kind", _("In kind (time, premises, equipment)")
    OTHER = "other", pgettext_lazy("kind of funder", "Other")


class BudgetSide(TextChoices):
    EXPENSE = "expense", _("Expense")
    INCOME = "income", _("Income")


class Obtained(TextChoices):
    """How a figure was obtained."""

    DECLARED = "declared", _("Declared by the bearer")
    MEASURED = "measured", _("Measured")
    EVALUATED = "evaluated", _("Evaluated by a third party")


class Precision(TextChoices):
    """How exactly a figure is known."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    MORE = "more", _("more than")
    LESS = "less", _("less than")


def statuses():
    return Status.choices


def scopes():
    return Scope.choices


def organisation_kinds():
    return OrganisationKind.choices
