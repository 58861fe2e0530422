"""Kinds of values that name rows of the site: by their names, with what tells two of the same name apart."""

import re
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Contact, Territory
from .cells import words
from .kinds import Kind

SHOWN = 5
"""Rows of one name that a message lists."""

_NUMBER = re.compile(r"^(.*?)\s*\(#(\d+)\)$", re.DOTALL)
_KEY = re.compile(r"\(?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\)?$", re.IGNORECASE)


def parts(cell: Any) -> list[str]:
    """Several names in a cell: on lines of their own, or with semicolons or bars between them."""
    return [part.strip() for part in re.split(r"[;|\n]", words(cell)) if part.strip()]


class Reference(Kind):
    """One row: “Name (#12)”, where the number is its own on this site; the name alone, if only one row has it."""

    def __init__(self, model: Any, name: str = "name") -> None:
        self.model = model
        self.name = name

    def write(self, value: Any, at: Any) -> Any:
        """Of a contact whose name this person may not read, there is the number alone."""
        if value is None:
            return ""
        is_hidden = self.model is Contact and value.pk not in at.visible_keys(Contact)
        return f"(#{value.pk})" if is_hidden else f"{getattr(value, self.name)} (#{value.pk})"

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        return self.found(words(cell), at, [current] if current else []) if words(cell) else None

    def found(self, typed: str, at: Any, current: list[Any]) -> Any:
        numbered = _NUMBER.match(typed)
        if numbered and not numbered[1]:
            held = next((row for row in current if row.pk == int(numbered[2])), None)
            if held is not None or self.model is Contact:
                # A new page has no contact that nobody has named.
                return held
        name = numbered[1] if numbered else typed
        rows = list(at.visible(self.model).filter(**{f"{self.name}__iexact": name})[: SHOWN + 1])
        if numbered:
            rows = [row for row in rows if row.pk == int(numbered[2])] or rows
        if len(rows) == 1:
            return rows[0]
        params = {"kind": self.model._meta.verbose_name, "typed": typed}
        if rows:
            params["rows"] = "; ".join(f"{getattr(row, self.name)} (#{row.pk})" for row in rows[:SHOWN])
            raise ValidationError(_("Several have this name. Write which one: %(rows)s.") % params)
        if self.model in at.creates:
            return self.model._default_manager.create(**{self.name: name[:200]})
        raise ValidationError(
            _("There is no %(kind)s called “%(typed)s”. Check the spelling, or add it on the site first.") % params
        )


class References(Reference):
    """Several rows. Contacts that this person may not see stay, whatever the file says."""

    def write(self, value: Any, at: Any) -> Any:
        return "; ".join(super(References, self).write(row, at) for row in value)

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        found = [self.found(part, at, current or []) for part in parts(cell)]
        chosen = [row for row in found if row is not None]
        if self.model is Contact and current:
            seen = at.visible_keys(Contact)
            chosen += [row for row in current if row.pk not in seen]
        return list(dict.fromkeys(chosen))

    def same(self, one: Any, other: Any) -> bool:
        return {row.pk for row in one} == {row.pk for row in other}


class Terms(Kind):
    """Themes, audiences, usages: by their names in the language of the row, in any other, or in addresses."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def write(self, value: Any, at: Any) -> Any:
        terms = [at.term_of(self.model, term.translation_key) or term for term in value]
        return "; ".join(sorted(term.name for term in terms))

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        chosen = []
        for part in parts(cell):
            term = at.term_named(self.model, part)
            if term is not None:
                chosen.append(term)
                continue
            several = [at.term_named(self.model, one) for one in part.split(",")]
            if len(several) > 1 and all(several):
                chosen += several
            elif self.model in at.creates:
                chosen += [
                    at.term_named(self.model, one) or at.make_term(self.model, one)
                    for one in (name.strip() for name in part.split(","))
                    if one
                ]
            else:
                raise ValidationError(
                    _("“%(typed)s” is not one of the %(kind)s of this site. Write another, or add it first.")
                    % {"typed": part, "kind": self.model._meta.verbose_name_plural}
                )
        return list(dict.fromkeys(chosen))

    def same(self, one: Any, other: Any) -> bool:
        return {row.translation_key for row in one} == {row.translation_key for row in other}


class Place(Kind):
    """A territory: “Lille (FR-59350)”, its code, or its name if only one has it."""

    def write(self, value: Any, at: Any) -> Any:
        if value is None:
            return ""
        name = value.display_name(at.language)
        return f"{name} ({value.code})" if value.code else name

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        typed = words(cell)
        return the_one(at.territories_named(typed), typed) if typed else None


def the_one(found: list[Territory], typed: str) -> Territory:
    if len(found) == 1:
        return found[0]
    if found:
        names = "; ".join(
            f"{territory} ({territory.code or territory.get_level_display()})" for territory in found[:SHOWN]
        )
        raise ValidationError(
            _("Several territories are called “%(typed)s”. Write the code of the one that is meant: %(names)s.")
            % {"typed": typed, "names": names}
        )
    raise ValidationError(
        _("There is no territory “%(typed)s”. Write its code, or add it under Territories first.") % {"typed": typed}
    )


class PageLink(Kind):
    """A page by its key: “Title (key)”; its title alone, if only one has it."""

    def __init__(self, types: Any) -> None:
        self.types = types

    def write(self, value: Any, at: Any) -> Any:
        return f"{at.title(value)} ({value})".strip() if value else ""

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        typed = words(cell)
        if not typed:
            return None
        key = _KEY.search(typed)
        if key:
            found = UUID(key[1])
            if found in at.coming or at.title(found) or found == current:
                return found
            raise ValidationError(_("The page “%(typed)s” is neither on this site nor in the file.") % {"typed": typed})
        keys = at.page_keys(self.types(), typed)
        if len(keys) == 1:
            return keys[0]
        if keys:
            raise ValidationError(_("Several pages are called “%(typed)s”. Write its id instead.") % {"typed": typed})
        raise ValidationError(_("There is no page called “%(typed)s” on this site.") % {"typed": typed})
