"""What people and the page have changed since a programme was made, so that it does not fit their wishes any more.

A programme keeps a digest of what each person had said, and one of the tables: they show that something has changed,
but nobody can read from them what people had said."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from .problem import Person, Problem

TABLES = "tables"


@dataclass(frozen=True)
class Changes:
    """Primary keys of people who came, left or changed their mind, and whether pitches or rounds have changed."""

    came: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    wish_otherwise: tuple[int, ...] = ()
    """People whose wishes have changed, or their languages, needs or rounds."""
    of_tables: bool = False

    @property
    def people(self) -> int:
        return len(self.came) + len(self.left) + len(self.wish_otherwise)

    def __bool__(self) -> bool:
        return bool(self.people or self.of_tables)


def digests(problem: Problem) -> dict[str, str]:
    """``{primary key of a person, or TABLES: digest}``."""
    tables = [_said(vars(pitch)) for pitch in problem.pitches]
    people = {str(person.id): _digest(_of_person(person)) for person in problem.people}
    return {TABLES: _digest([problem.rounds, problem.fewest, *tables]), **people}


def changes_since(former: Mapping[str, str], problem: Problem) -> Changes:
    """The changes since a programme was made. ``former``: its digests; a programme from before they were kept has none,
    and shows no changes."""
    if not former:
        return Changes()
    today = digests(problem)
    both = former.keys() & today.keys() - {TABLES}
    return Changes(
        _keys(today.keys() - former.keys()),
        _keys(former.keys() - today.keys()),
        _keys(key for key in both if former[key] != today[key]),
        former[TABLES] != today[TABLES],
    )


def _keys(found: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted(map(int, found)))


def _of_person(person: Person) -> dict[str, Any]:
    """What the digest of a person covers: not their rests, which organisers chose."""
    return _said(vars(replace(person, resting=frozenset())))


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in fields.items()}


def _digest(said: Any) -> str:
    return sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()[:16]
