"""What becomes of a line: a new page, a change, nothing; or what is wrong with it, and what to do."""

import uuid
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from ..following import followed_now
from ..models import Replication, Theme
from ..models.organisation import Organisation
from ..replications.permissions import replication_policy
from .cells import words
from .foreign import POSTCODE, TOWN, bundle_of
from .kinds import folded
from .known import Known
from .models import ImportLine, Outcome, SpreadsheetImport
from .named import the_one
from .staging import FOREIGN
from .subjects import Replications, Subject, subjects
from .tables import ID, LANGUAGE, LINE, VERSION, Bundle, Column, Problems, Row


@dataclass
class Finding:
    """What was found out about a main line. ``owner``: with what the file says, not saved."""

    outcome: str
    subject: Subject
    problems: Problems
    owner: Any = None
    parent: Page | None = None
    changes: list[str] = field(default_factory=list)
    title: str = ""


class Examiner:
    """Examines the lines of one import, for the person who sent it, with the rights that they have now."""

    def __init__(self, kept: SpreadsheetImport) -> None:
        self.kept = kept
        self.options = kept.options
        self.at = Known(kept.user)
        if self.options.get("create_terms"):
            self.at.creates = {model for model in (Theme, Organisation) if self._may_add(model)}
        self.parents: dict[str, Any] = {}
        keys = kept.lines.filter(is_main=True).exclude(table=FOREIGN).values_list("key", flat=True)
        self.at.coming = {key for text in keys.iterator() if (key := _key(text.split("|")[1] if "|" in text else ""))}
        self.seen: dict[tuple[str, ...], int] = {}

    def _may_add(self, model: Any) -> bool:
        user = self.kept.user
        return user is None or user.has_perm(f"essaimage_wagtail.add_{model._meta.model_name}")

    def bundles(self, lines: list[ImportLine]) -> dict[int, Bundle]:
        """All that the file says about some main lines, by their keys. One query."""
        found: dict[str, Bundle] = {}
        for line in self.kept.lines.filter(is_main=False, key__in=[line.key for line in lines]):
            found.setdefault(line.key, {}).setdefault(line.table, []).append({**line.cells, LINE: line.number})
        tables = set(self.kept.lines.filter(is_main=False).values_list("table", flat=True).distinct().order_by())
        bundles = {}
        for line in lines:
            if line.table == FOREIGN:
                subject = subjects()["sheets"]
                bundles[line.pk] = bundle_of(line.cells, line.number, self.kept.columns, self.kept.headers, subject)
                continue
            own = {table: [] for table in tables if table.startswith(f"{line.table}.")}
            bundles[line.pk] = {line.table: [{**line.cells, LINE: line.number}], **own, **found.get(line.key, {})}
        return bundles

    def examine(self, line: ImportLine, bundle: Bundle) -> Finding:
        subject = subjects()["sheets" if line.table == FOREIGN else line.table]
        finding = Finding(Outcome.ERROR, subject, Problems())
        row = bundle[subject.code][0]
        finding.title = words(row.get("title") or row.get("name"))[:255]
        self._repeated(line, finding, row)
        try:
            self.at.language = self._language(row) if not isinstance(subject, Replications) else self.at.home
        except ValidationError as error:
            finding.problems.add(error, subject.table, row, subject.table.by_code[LANGUAGE])
            return finding
        self._formulas(bundle, finding)
        self._place(line, row, finding)
        owner = self._owner(subject, row)
        if owner is None:
            self._new(finding, bundle, row)
        else:
            # A directory changes the sheet's own fields alone: it does not know the sections that the sheet has by now.
            own = {subject.code: bundle[subject.code]} if line.table == FOREIGN else bundle
            self._existing(finding, owner, own, row)
        if finding.problems:
            finding.outcome = Outcome.ERROR
        return finding

    def _language(self, row: Row) -> str:
        typed = words(row.get(LANGUAGE))
        if not typed:
            return str(self.options.get("language") or self.at.home)
        if typed not in self.at.locales:
            raise ValidationError(
                _("“%(typed)s” is no language of this site. Write one of: %(codes)s.")
                % {"typed": typed, "codes": ", ".join(self.at.locales)}
            )
        return typed

    def _repeated(self, line: ImportLine, finding: Finding, row: Row) -> None:
        """Report a second line about the same page, which would undo the first."""
        key = words(row.get(ID))
        if not key:
            return
        first = self.kept.lines.filter(key=line.key, is_main=True).order_by("pk").first()
        if line.table != FOREIGN and first is not None and first.pk != line.pk:
            finding.problems.add(
                _("Line %(number)d has the same id and language. Keep one, or empty the id of a new page.")
                % {"number": first.number},
                finding.subject.table,
                row,
                finding.subject.table.by_code[ID],
            )

    def _formulas(self, bundle: Bundle, finding: Finding) -> None:
        tables = {table.code: table for table in finding.subject.tables}
        for code, rows in bundle.items():
            for row in rows:
                for name, cell in row.items():
                    if cell == "#?" and name in tables[code].by_code:
                        words_of = _(
                            "This cell has a formula without a result. Open the file, save it, and send it again."
                        )
                        finding.problems.add(words_of, tables[code], row, tables[code].by_code[name])
                        row[name] = None

    def _place(self, line: ImportLine, row: Row, finding: Finding) -> None:
        """The territory of a line of a directory: by its name and postcode."""
        if line.table != FOREIGN:
            return
        said = {target: words(line.cells.get(column)) for column, target in self.kept.columns.items()}
        town, postcode = said.get(TOWN, ""), said.get(POSTCODE, "")
        if not town and not postcode:
            return
        found = self.at.territories_named(town or postcode, postcode)
        try:
            territory = the_one(found, f"{town} {postcode}".strip())
            row["territory"] = finding.subject.table.by_code["territory"].kind.write(territory, self.at)
        except ValidationError as error:
            row.pop("territory", None)
            if not self.options.get("without_place"):
                finding.problems.add(error, finding.subject.table, row, finding.subject.table.by_code["territory"])

    def _owner(self, subject: Subject, row: Row) -> Any:
        key = _key(words(row.get(ID)))
        if key is None:
            return None
        if isinstance(subject, Replications):
            found = Replication.objects.filter(uuid=key).first()
        else:
            found = (
                subject.model._default_manager.filter(translation_key=key, locale_id=self.at.locale_id)
                .select_related("locale")
                .first()
            )
        return next(iter(subject.latest([found])), None) if found is not None else None

    def _existing(self, finding: Finding, owner: Any, bundle: Bundle, row: Row) -> None:
        finding.owner = owner
        finding.title = str(owner)[:255]
        version = str(owner.latest_revision_id or 0)
        finding.changes = finding.subject.apply(owner, bundle, self.at, finding.problems)
        finding.outcome = Outcome.CHANGE if finding.changes else Outcome.SAME
        if not finding.changes:
            return
        table = finding.subject.table
        if reason := finding.subject.locked_reason(type(owner)._default_manager.get(pk=owner.pk), self.kept.user):
            finding.problems.add(reason, table, row, table.by_code[ID])
        elif words(row.get(VERSION)) != version and not self.options.get("overwrite"):
            finding.problems.add(self._conflict(row), table, row, table.by_code[VERSION])
        elif getattr(owner, "alias_of_id", None):
            finding.problems.add(_("This page shows another one: change that."), table, row, table.by_code[ID])
        elif self._is_translation(owner):
            finding.problems.add(
                _("This version is made from the original. Change its words with “Translate outside the site”."),
                table,
                row,
                table.by_code[LANGUAGE],
            )
        self._ends(finding, row)

    def _conflict(self, row: Row) -> str:
        if not words(row.get(VERSION)):
            return _("The file does not say of which version it is, so it could undo what others changed. "
                     "Export again, or tick “Overwrite what was changed since”.")  # fmt: skip
        return _("Somebody changed this on the site after the file was exported. Export it again and put your changes "
                 "there, or tick “Overwrite what was changed since”.")  # fmt: skip

    def _is_translation(self, owner: Any) -> bool:
        return isinstance(owner, Page) and apps.is_installed("wagtail_localize") and followed_now(owner) is not None

    def _new(self, finding: Finding, bundle: Bundle, row: Row) -> None:
        subject = finding.subject
        key = _key(words(row.get(ID))) or uuid.uuid4()
        finding.outcome = Outcome.CREATE
        if isinstance(subject, Replications):
            owner = finding.owner = Replication(uuid=key, live=False)
            subject.apply(owner, bundle, self.at, finding.problems)
            self._ends(finding, row)
            return
        locale = self.at.locales[self.at.language]
        owner = finding.owner = subject.model(translation_key=key, locale=locale, live=False)
        owner.owner = self.kept.user
        subject.apply(owner, bundle, self.at, finding.problems)
        if not owner.title:
            finding.problems.add(_("A new page needs a title."), subject.table, row, subject.table.by_code["title"])
            return
        self._parent(finding, row)
        if not self.options.get("duplicates"):
            self._duplicate(finding, row)

    def _parent(self, finding: Finding, row: Row) -> None:
        """Find the page below which a new one goes: the chosen one, in the language of the line."""
        language = self.at.language
        if language not in self.parents:
            chosen = Page.objects.filter(pk=self.options.get("parent")).first()
            twin = (
                chosen
                and Page.objects.filter(translation_key=chosen.translation_key, locale_id=self.at.locale_id).first()
            )
            self.parents[language] = twin.specific if twin else None
        parent = self.parents[language]
        reason = ""
        if parent is None:
            reason = _("The page below which new ones go has no version in this language.")
        elif not finding.subject.model.can_create_at(parent):
            reason = _("No page of this kind can go below “%(page)s”.") % {"page": parent}
        elif self.kept.user and not parent.permissions_for_user(self.kept.user).can_add_subpage():
            reason = _("You may not add pages below “%(page)s”.") % {"page": parent}
        if reason:
            finding.problems.add(reason, finding.subject.table, row, finding.subject.table.by_code[LANGUAGE])
        finding.parent = parent

    def _duplicate(self, finding: Finding, row: Row) -> None:
        owner = finding.owner
        territory = getattr(owner, "territory_id", None)
        mark = (finding.subject.code, self.at.language, folded(owner.title), str(territory or ""))
        line = self.seen.setdefault(mark, row[LINE])
        if line != row[LINE]:
            text = _("Line %(number)d has the same title and place. Keep one, or tick “Import those too that are there "
                     "already”.") % {"number": line}  # fmt: skip
            finding.problems.add(text, finding.subject.table, row, finding.subject.table.by_code["title"])
            return
        others = finding.subject.model._default_manager.filter(
            locale_id=self.at.locale_id, draft_title__iexact=owner.title, alias_of=None
        )
        if hasattr(owner, "territory_id"):
            others = others.filter(territory_id=territory)
        for other in others[:1]:
            text = _("This is on the site already, with the same title and place. To change it, write its id: %(id)s. "
                     "To import it all the same, tick “Import those too that are there already”.")  # fmt: skip
            finding.problems.add(
                text % {"id": other.translation_key}, finding.subject.table, row, finding.subject.table.by_code["title"]
            )

    def _ends(self, finding: Finding, row: Row) -> None:
        """Check the ends of a replication: it has an origin, makes no circle, and the person may edit one of its
        sheets."""
        owner = finding.owner
        if not isinstance(owner, Replication) or finding.problems:
            return
        column: Column = finding.subject.table.by_code["origin_key"]
        if owner.origin_key is None:
            finding.problems.add(_("A replication needs its origin."), finding.subject.table, row, column)
            return
        try:
            owner.clean()
        except ValidationError as error:
            finding.problems.add(ValidationError(error.messages), finding.subject.table, row, column)
        user = self.kept.user
        if user and not replication_policy.user_may_on(user, "change", owner.origin_key, owner.adapted_key):
            text = _("You may edit neither of the sheets of this replication.")
            finding.problems.add(text, finding.subject.table, row, column)


def _key(typed: str) -> UUID | None:
    """The translation key that an id means; any other word gives a key of its own, the same each time. ``None`` for an
    empty text."""
    if not typed:
        return None
    try:
        return UUID(typed)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"essaimage:spreadsheet/{typed.lower()}")
