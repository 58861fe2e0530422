"""Territories: the tree of places that sheets, organisations and replications refer to."""

import re
import uuid
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL
from django.dispatch import Signal
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.exceptions import PathOverflow
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet
from wagtail.coreutils import string_to_ascii

from ..search.analysis.abbreviations import same_in_names
from ..validators import LATITUDE, LONGITUDE, check_postcodes, split_postcodes
from .typed import DegreesField

MAX_DEPTH = 10
"""How many territories may lie one within the other; bounds the query of ``with_ancestors``."""
MAX_SPELLINGS = 16
"""Spellings of a name, with and without abbreviations, that rank above mere beginnings of names, at most."""

INSEE, NUTS = "FR-", "NUTS-"
"""What the codes of INSEE and Eurostat begin with, where they stand for a territory that has no other code: a commune
of France has the code ``FR-59350`` anyway."""

territory_changed = Signal()
"""Sent when pages or the index show something of territories that has changed.

``sender`` is :class:`Territory`; ``territories`` a lazy queryset of the territory and of all within it;
``action`` is ``"renamed"`` (its names, codes, level or point changed), ``"moved"`` or ``"deleted"``. The first
two are sent after the fact, ``"deleted"`` just before it, while rows that refer to the territories can still
be found. All are sent inside the transaction that makes the change.
"""


class Level(models.TextChoices):
    """Kinds of territories, from the widest to the smallest."""

    WORLD_REGION = "world_region", _("World region")
    COUNTRY = "country", _("Country")
    REGION = "region", _("Region, state, province")
    COUNTY = "county", _("Département, county")
    CITY = "city", _("Commune, city")
    DISTRICT = "district", _("District")

    @property
    def rank(self) -> int:
        """0 for the widest level, growing as territories get smaller."""
        return list(Level).index(self)


AREAS = (Level.WORLD_REGION, Level.COUNTRY, Level.REGION)
"""Levels of territories that are too wide to be a place on a map of initiatives."""


def level_choices() -> list[tuple[str, str]]:
    """The levels as field choices: a callable, so that a changed label makes no migration."""
    return Level.choices


def normalise_language(language: str) -> str:
    """``pt_BR`` and ``pt-BR`` are both ``pt-br``."""
    return language.replace("_", "-").lower()


@cache
def cldr_name(code: str, language: str) -> str:
    """The name that CLDR gives to a country (ISO 3166-1) or world region (UN M49), or ``""``."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    return locale.territories.get(code, "")


def latin(text: str) -> str:
    """Latin letters and digits in lower case, one space between words: « Côte-d'Or » is ``cote d or``."""
    return re.sub(r"[^a-z0-9]+", " ", string_to_ascii(text).lower()).strip()


def _has(part: str) -> Q:
    return Q(search_text__contains=part)


class TerritoryQuerySet(MP_NodeQuerySet):
    def matching(self, text: str) -> "TerritoryQuerySet":
        """The territories where each word of ``text`` begins a word of a name (in any language), a code or a postcode.

        Accents and case do not matter, nor whether a word is abbreviated: “st denis” is *Saint-Denis*. Whole names come
        first, then beginnings of names, then wider territories before smaller ones.
        """
        words = latin(text).split()
        if not words:
            return self.none() if text.strip() else self.all()
        territories = self
        spellings = [""]
        for word in words:
            others = same_in_names(word)
            begun = Q(search_text__contains=f" {word}")
            # The other spellings match whole words only: “st” finds “saint”, not words that begin with it.
            territories = territories.filter(Q.create([begun, *(_has(f" {latin(other)} ") for other in others)], Q.OR))
            spellings = [f"{said} {one}" for said in spellings for one in (word, *map(latin, others))][:MAX_SPELLINGS]
        nearness = Case(
            When(Q.create([_has(f"|{said} |") for said in spellings], Q.OR), then=Value(0)),
            When(Q.create([_has(f"|{said}") for said in spellings], Q.OR), then=Value(1)),
            default=Value(2),
        )
        return territories.order_by(nearness, "depth", "name", "pk")

    def with_postcode(self, text: str) -> "TerritoryQuerySet":
        """The territories that have a postcode, the smallest first; spaces in it do not matter."""
        code = latin(text).replace(" ", "")
        if not any(letter.isdigit() for letter in code):
            return self.none()
        found = self.exclude(postcodes="").filter(search_text__contains=f"| {code} |")
        return found.order_by("-depth", "name", "pk")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete these and all within them (see :data:`territory_changed`)."""
        with transaction.atomic(using=self.db):
            within, covered = Q(), None
            leaves = []
            for pk, path, numchild in self.order_by("path").values_list("pk", "path", "numchild"):
                if not numchild:
                    leaves.append(pk)
                elif covered is None or not path.startswith(covered):
                    within |= Q(path__startswith=path)
                    covered = path
            if leaves or covered:
                territories = self.model.objects.using(self.db).filter(within | Q(pk__in=leaves))
                territory_changed.send(sender=self.model, territories=territories, action="deleted")
            return super().delete(*args, **kwargs)

    delete.alters_data = True
    delete.queryset_only = True


class TerritoryManager(MP_NodeManager.from_queryset(TerritoryQuerySet)):
    def get_queryset(self) -> TerritoryQuerySet:
        return TerritoryQuerySet(self.model, using=self._db).order_by("path")

    def with_ancestors(self, ids: Iterable[int]) -> dict[int, list["Territory"]]:
        """The chain of each territory from its root to itself, by id, in one query.

        Unknown ids are left out. Chains share the instances of common ancestors.
        """
        wanted = {pk for pk in ids if pk is not None}
        if not wanted:
            return {}
        # A territory less deep than the length asked for gives its own path, which belongs to its chain too. In SQL,
        # since Django takes ten times as long to compile the union of ten queries.
        table = Territory._meta.db_table
        lengths = " UNION ALL ".join(f"SELECT {depth * Territory.steplen} AS size" for depth in range(1, MAX_DEPTH + 1))
        paths = RawSQL(  # noqa: S611
            f"SELECT SUBSTR(chosen.path, 1, prefix.size) FROM {table} chosen CROSS JOIN ({lengths}) prefix "  # noqa: S608
            f"WHERE chosen.id IN ({', '.join(['%s'] * len(wanted))})",
            sorted(wanted),
        )
        on_a_chain = self.filter(path__in=paths).order_by()
        by_path = {territory.path: territory for territory in on_a_chain}
        return {
            territory.pk: [by_path[path] for path in territory.chain_of_paths()]
            for territory in by_path.values()
            if territory.pk in wanted
        }

    def add_together(self, parent: "Territory", territories: list["Territory"]) -> None:
        """Put new territories into one that may have others already, in a few queries whatever their number.

        Raises treebeard's ``PathOverflow`` beyond :data:`MAX_DEPTH`. No signal is sent.
        """
        depth = parent.depth + 1
        if depth > MAX_DEPTH:
            raise PathOverflow(_("Territories cannot lie more than %d deep in each other.") % MAX_DEPTH)
        inside = self.filter(path__startswith=parent.path, depth=depth)
        last = inside.order_by("-path").values_list("path", flat=True).first()
        first = Territory._str2int(last[-Territory.steplen :]) + 1 if last else 1
        for step, territory in enumerate(territories, first):
            territory.depth = depth
            territory.path = Territory._get_path(parent.path, depth, step)
            territory.prepare()
        self.bulk_create(territories, batch_size=500)
        self.filter(pk=parent.pk).update(numchild=models.F("numchild") + len(territories))

    def prefetch_ancestors(self, territories: Iterable["Territory"]) -> None:
        """Give every territory its ``chain``, so that :meth:`Territory.within` costs no query."""
        territories = list(territories)
        chains = self.with_ancestors(territory.pk for territory in territories)
        for territory in territories:
            territory.chain = chains[territory.pk]


class Territory(MP_Node):
    """A place at any level, within the place above it.

    One row for all languages: ``names`` holds what a place is called elsewhere. It is added, moved and
    deleted with treebeard's methods (``add_root``, ``add_child``, ``move``, ``delete``).
    """

    path = models.CharField(max_length=MAX_DEPTH * MP_Node.steplen, unique=True)
    uuid = models.UUIDField(_("public identifier"), unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("name"),
        max_length=255,
        help_text=_("What the people who live there call it, for example “Bretagne”."),
    )
    names = models.JSONField(
        _("names in other languages"),
        default=dict,
        blank=True,
        help_text=_("Language code and name, for example “en” and “Brittany”."),
    )
    level = models.CharField(_("level"), max_length=20, choices=level_choices)
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        help_text=_(
            "Identifies the territory on every site: ISO 3166-1 for a country (FR), ISO 3166-2 for a region "
            "(FR-HDF), the country's own code below (département FR-59, commune FR-59350). Leave it empty if "
            "you do not know it."
        ),
    )
    nuts_code = models.CharField(
        _("NUTS code"),
        max_length=10,
        blank=True,
        help_text=_("In the European Union, the code of Eurostat, for example FRE11."),
    )
    insee_code = models.CharField(
        _("INSEE code"), max_length=10, blank=True, help_text=_("In France, for example 59350 for Lille.")
    )
    postcodes = models.TextField(
        _("postcodes"),
        blank=True,
        validators=[check_postcodes],
        help_text=_("People search by them. Separated by commas, for example 59000, 59800."),
    )
    latitude = DegreesField(_("latitude"), null=True, blank=True, validators=LATITUDE)
    longitude = DegreesField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    search_text = models.TextField(editable=False, default="")
    """Every name, the codes and the postcodes, folded, as ``| bretagne | brittany | fr bre |`` (see ``matching``)."""

    objects = TerritoryManager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")

    SHOWN_ELSEWHERE = ("name", "names", "level", "code", "postcodes", "latitude", "longitude")

    def __str__(self) -> str:
        return self.display_name()

    def display_name(self, language: str | None = None) -> str:
        """The name in ``language`` (the active one by default), else in its base language, else the name that
        CLDR has for a country or world region, else its own name."""
        language = normalise_language(language or get_language() or "")
        base = language.partition("-")[0]
        return (
            self.names.get(language)
            or self.names.get(base)
            or (self.has_cldr_name and language and cldr_name(self.code, language))
            or self.name
        )

    @property
    def has_cldr_name(self) -> bool:
        """Whether CLDR names it: countries by ISO 3166-1 and world regions by UN M49 code."""
        return bool(self.code) and self.level in (Level.WORLD_REGION, Level.COUNTRY)

    @property
    def identifier(self) -> str:
        """What names it in search documents and addresses: its code, or its UUID where it has none."""
        return self.code or str(self.uuid)

    @property
    def all_codes(self) -> list[str]:
        """What may name it in search documents, here and on other sites, the one that is known to most first."""
        # INSEE counts regions and départements apart: 84 is one of each.
        has_insee = self.insee_code and self.level in (Level.COUNTY, Level.CITY, Level.DISTRICT)
        codes = [
            self.code or "",
            f"{INSEE}{self.insee_code}" if has_insee else "",
            f"{NUTS}{self.nuts_code}" if self.nuts_code else "",
            str(self.uuid),
        ]
        return list(dict.fromkeys(filter(None, codes)))

    @property
    def shared_code(self) -> str:
        """The name that other sites know it by: its code, else one of INSEE or Eurostat. They do not know its UUID."""
        return self.all_codes[0]

    @property
    def postcode_list(self) -> list[str]:
        return split_postcodes(self.postcodes)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in decimal degrees (WGS 84)."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)

    @property
    def spot(self) -> tuple[float, float] | None:
        """The point of something that is known only to be in this territory; ``None`` in a region or wider, whose
        point lies somewhere in the area, and readers would take it for a place."""
        return None if self.level in AREAS else self.point

    def within(self, language: str | None = None) -> str:
        """The territories around it, the nearest first: « Nord, Hauts-de-France, France, Europe »; ``""`` for a root.

        One query, or none after ``prefetch_ancestors``.
        """
        ancestors = self.chain[:-1] if hasattr(self, "chain") else list(self.get_ancestors())
        return ", ".join(ancestor.display_name(language) for ancestor in reversed(ancestors))

    def subtree(self) -> TerritoryQuerySet:
        """Itself and all within it, by path (``get_descendants`` trusts a count that may be stale)."""
        return type(self).objects.filter(path__startswith=self.path)

    def height(self) -> int:
        """How many territories lie one within the other from here down: 1 for a leaf or an unsaved one."""
        if self._state.adding:
            return 1
        return self.subtree().aggregate(deepest=models.Max("depth"))["deepest"] - self.depth + 1

    def chain_of_paths(self) -> Iterator[str]:
        """The paths of its ancestors from the root, then its own."""
        for end in range(self.steplen, len(self.path) + 1, self.steplen):
            yield self.path[:end]

    def prepare(self) -> None:
        """Before it is stored: normalise its names and postcodes, and write ``search_text``, which searches read."""
        self.names = {normalise_language(code): name for code, name in self.names.items() if name}
        names = [self.name, *self.names.values()]
        # « Côte-d'Or » is looked for as “cote d or” and as “cote dor”.
        joined = [re.sub("['’]", "", name) for name in names]
        codes = split_postcodes(self.postcodes)
        self.postcodes = ", ".join(codes)
        whole = [code.replace(" ", "") for code in codes]
        official = self.all_codes[:-1]
        parts = dict.fromkeys(filter(None, map(latin, [*names, *joined, *official, *codes, *whole])))
        self.search_text = "".join(f"| {part} " for part in parts) + "|"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", "postcodes"}
        with transaction.atomic():
            before = None
            if not self._state.adding:
                before = type(self).objects.filter(pk=self.pk).values(*self.SHOWN_ELSEWHERE).first()
            super().save(*args, **kwargs)
            if before and any(getattr(self, field) != value for field, value in before.items()):
                territory_changed.send(sender=type(self), territories=self.subtree(), action="renamed")

    def move(self, target: "Territory", pos: str | None = None) -> None:
        """Move it with all within it (``pos`` as in treebeard: ``"last-child"``, ``"right"``, ...).

        Raises treebeard's ``PathOverflow`` beyond :data:`MAX_DEPTH` and ``InvalidMoveToDescendant``.
        """
        with transaction.atomic():
            above = target.depth if (pos or "").endswith("-child") else target.depth - 1
            if above + self.height() > MAX_DEPTH:
                raise PathOverflow(_("Territories cannot lie more than %d deep in each other.") % MAX_DEPTH)
            super().move(target, pos)
            self.refresh_from_db()
            territory_changed.send(sender=type(self), territories=self.subtree(), action="moved")

    def place(self, parent: "Territory | None") -> None:
        """Move it into ``parent``, or to the top for ``None`` (raises as :meth:`move` does)."""
        if parent:
            self.move(parent, "last-child")
        else:
            self.move(type(self).get_last_root_node(), "right")


def spot_of(row: Any, territory: Territory | None) -> tuple[float, float] | None:
    """Latitude and longitude of a row: its own point, else that of its territory, unless the territory is an area (see
    :attr:`.Territory.spot`); ``None`` if neither is known."""
    if row.latitude is not None and row.longitude is not None:
        return float(row.latitude), float(row.longitude)
    return territory.spot if territory else None
