"""The closed lists of the domain, with the words that editors and visitors read.

Model fields take the function (``choices=statuses``), not the list, so that a changed or translated
label never makes a migration.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = [
    "ActionState",
    "ActorKind",
    "BudgetSide",
    "CommonKind",
    "CommonRelation",
    "Completeness",
    "DirectoryContent",
    "Evaluated",
    "FunderKind",
    "Ingredient",
    "IngredientState",
    "MeansKind",
    "Mode",
    "Obtained",
    "OfferKind",
    "OrganisationKind",
    "Precision",
    "ReplicationState",
    "Scope",
    "Status",
    "SwarmingKind",
]


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


class Completeness(TextChoices):
    """How much of a sheet is there, at least."""

    HALF = "half", pgettext_lazy("completeness of a sheet", "At least half")
    MOST = "most", pgettext_lazy("completeness of a sheet", "Nearly all")

    @property
    def percent(self):
        return {"half": 50, "most": 80}[self.value]


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
    STATE = "state", pgettext_lazy("kind of funder", "State")
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


class Evaluated(TextChoices):
    YES = "yes", pgettext_lazy("was it evaluated", "Yes")
    PLANNED = "planned", pgettext_lazy("was it evaluated", "Planned")
    NO = "no", pgettext_lazy("was it evaluated", "Not yet")


class MeansKind(TextChoices):
    STAFF = "staff", _("Staff")
    VOLUNTEERS = "volunteers", _("Volunteers")
    MEMBERS = "members", _("Members")
    PLACE = "place", _("Places")
    EQUIPMENT = "equipment", _("Equipment")
    OTHER = "other", pgettext_lazy("kind of means", "Other")


class ActionState(TextChoices):
    TODO = "todo", pgettext_lazy("state of an action", "To do")
    DOING = "doing", pgettext_lazy("state of an action", "In progress")
    DONE = "done", pgettext_lazy("state of an action", "Done")
    DROPPED = "dropped", pgettext_lazy("state of an action", "Dropped")


class Precision(TextChoices):
    """How exactly a figure is known."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    MORE = "more", _("more than")
    LESS = "less", _("less than")


class Mode(TextChoices):
    """How far someone follows an initiative, or a method, elsewhere."""

    INSPIRE = "inspire", pgettext_lazy("mode of swarming", "Get inspired")
    REDO = "redo", pgettext_lazy("mode of swarming", "Redo")
    SCALE_UP = "scale_up", pgettext_lazy("mode of swarming", "Scale up")


class SwarmingKind(TextChoices):
    """The four kinds of swarming that practitioners tell apart."""

    SIMPLE = "simple", _("Simple dissemination")
    FLEXIBLE = "flexible", _("Flexible swarming")
    FRANCHISED = "franchised", _("Franchised swarming")
    DEVOLVED = "devolved", _("Devolved swarming")


class ReplicationState(TextChoices):
    PLANNED = "planned", pgettext_lazy("state of a replication", "Planned")
    ACTIVE = "active", pgettext_lazy("state of a replication", "Active")
    STOPPED = "stopped", pgettext_lazy("state of a replication", "Stopped")


class Standing(TextChoices):
    """What somebody decided about a replication, beside its publication."""

    CONFIRMED = "confirmed", pgettext_lazy("a replication", "Confirmed")
    WITHDRAWN = "withdrawn", pgettext_lazy("a replication", "Withdrawn")


class CommonKind(TextChoices):
    TOOL = "tool", pgettext_lazy("kind of common", "Tool")
    DOCUMENT = "document", pgettext_lazy("kind of common", "Document")
    TRAINING = "training", pgettext_lazy("kind of common", "Training")
    SOFTWARE = "software", pgettext_lazy("kind of common", "Software")
    LEGAL = "legal", pgettext_lazy("kind of common", "Contract or legal model")
    COMMUNICATION = "communication", pgettext_lazy("kind of common", "Communication kit")
    DATASET = "dataset", pgettext_lazy("kind of common", "Dataset")
    PLACE = "place", pgettext_lazy("kind of common", "Place")
    KNOW_HOW = "know_how", pgettext_lazy("kind of common", "Know-how")


class CommonRelation(TextChoices):
    """What an initiative does with a common."""

    USES = "uses", pgettext_lazy("an initiative and a common", "Uses")
    PRODUCES = "produces", pgettext_lazy("an initiative and a common", "Produces")


class OfferKind(TextChoices):
    OFFER = "offer", pgettext_lazy("around a common", "Offer")
    NEED = "need", pgettext_lazy("around a common", "Need")


class Ingredient(TextChoices):
    """What keeps a common alive."""

    GOVERNANCE = "governance", pgettext_lazy("ingredient of a common", "Governance")
    LEGAL = "legal", pgettext_lazy("ingredient of a common", "Legal frame")
    SHARING = "sharing", pgettext_lazy("ingredient of a common", "Sharing")
    CONTRIBUTION = "contribution", pgettext_lazy("ingredient of a common", "Contribution")
    FINANCE = "finance", pgettext_lazy("ingredient of a common", "Finance")
    PARTNERSHIP = "partnership", pgettext_lazy("ingredient of a common", "Partnership")


class IngredientState(TextChoices):
    """How far a common has come with one ingredient; the last four are steps on a way."""

    NOT_WANTED = "not_wanted", pgettext_lazy("state of an ingredient", "Not wanted")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("state of an ingredient", "Does not apply")
    WISHED = "wished", pgettext_lazy("state of an ingredient", "Wished for")
    STARTED = "started", pgettext_lazy("state of an ingredient", "Started")
    IN_PROGRESS = "in_progress", pgettext_lazy("state of an ingredient", "In progress")
    DONE = "done", pgettext_lazy("state of an ingredient", "Done")


class DirectoryContent(TextChoices):
    EVERYTHING = "everything", _("Everything")
    SHEETS = "sheets", _("Sheets")
    METHODS = "methods", _("Methods and their steps")
    COMMONS = "commons", _("Commons")


def label_of(choices, value):
    """The label of a value of a closed list; empty for a value that the list does not have."""
    return str(choices(value).label) if value in choices.values else ""


def statuses():
    return Status.choices


def scopes():
    return Scope.choices


def organisation_kinds():
    return OrganisationKind.choices


def modes():
    return Mode.choices


def swarming_kinds():
    return SwarmingKind.choices


def replication_states():
    return ReplicationState.choices


def standings():
    return Standing.choices


def common_kinds():
    return CommonKind.choices


def common_relations():
    return CommonRelation.choices


def offer_kinds():
    return OfferKind.choices


def ingredient_states():
    return IngredientState.choices


def directory_contents():
    return DirectoryContent.choices
