"""Whether a programme keeps its rules. This code shares only :mod:`.problem` with the code that makes programmes.

The tests check programmes with it that were just made, and the organisers' page those that were changed by hand.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from .problem import Id, Meeting, Problem


class Rule(Enum):
    NO_SUCH_ROUND = "there is no such round"
    NOT_COMING = "the person does not come"
    NO_SUCH_TABLE = "there is no such table"
    TWO_PLACES = "the person is at two tables at once"
    MET_TWICE = "the person meets the same initiative twice"
    OVERFULL = "the table has fewer places"
    TOO_FEW = "too few people are at the table"
    RESTING = "the table rests in this round"
    WITHDRAWN = "the initiative does not come"
    ABSENT = "the person is not there in this round"
    LANGUAGE = "they have no language in common"
    STEP_FREE = "the way to the table has steps"
    NOT_KEPT = "what was chosen by hand has changed"


@dataclass(frozen=True)
class Broken:
    """A rule that a programme breaks, and where."""

    rule: Rule
    round: int
    pitch: Id
    table: int | None = None
    person: Id | None = None

    def __str__(self) -> str:
        where = f"round {self.round}, {self.pitch}" + (f", table {self.table}" if self.table else "")
        return f"{self.rule.value}: {where}" + (f", {self.person}" if self.person is not None else "")


def broken_rules(problem: Problem, meetings: Iterable[Meeting]) -> list[str]:
    """The rules that a programme breaks, as sentences; none, if it is good."""
    return [str(one) for one in broken(problem, meetings)]


def broken(problem: Problem, meetings: Iterable[Meeting]) -> list[Broken]:
    """The rules that a programme breaks, round by round. Rounds that are over are judged no more."""
    everything = list(meetings)
    coming = [meeting for meeting in everything if meeting.round > problem.over]
    found = [one for meeting in coming for one in _of_meeting(problem, meeting)]
    found += _of_people(problem, everything)
    found += _of_tables(problem, coming)
    there = set(everything)
    found += [
        Broken(Rule.NOT_KEPT, one.round, one.pitch, one.table, one.person) for one in problem.kept if one not in there
    ]
    return sorted(found, key=lambda one: one.round)


def _of_meeting(problem: Problem, meeting: Meeting) -> Iterable[Broken]:
    """The rules that one meeting breaks by itself, without regard to the others."""
    rules = []
    person, pitch = problem.person.get(meeting.person), problem.pitch.get(meeting.pitch)
    if not 1 <= meeting.round <= problem.rounds:
        rules.append(Rule.NO_SUCH_ROUND)
    if pitch is None or not 1 <= meeting.table <= pitch.tables:
        rules.append(Rule.NO_SUCH_TABLE)
    elif pitch.is_withdrawn:
        rules.append(Rule.WITHDRAWN)
    elif meeting.round in pitch.resting:
        rules.append(Rule.RESTING)
    if person is None:
        rules.append(Rule.NOT_COMING)
    elif meeting.round < person.first_round or (person.last_round and meeting.round > person.last_round):
        rules.append(Rule.ABSENT)
    elif meeting.round in person.resting:
        rules.append(Rule.NOT_KEPT)
    if person and pitch:
        if person.languages and pitch.languages and person.languages.isdisjoint(pitch.languages):
            rules.append(Rule.LANGUAGE)
        if person.needs_step_free and not pitch.is_step_free:
            rules.append(Rule.STEP_FREE)
    return [Broken(rule, meeting.round, meeting.pitch, meeting.table, meeting.person) for rule in rules]


def _of_people(problem: Problem, meetings: list[Meeting]) -> Iterable[Broken]:
    """People who are at two places at once, or who meet a pitch twice."""
    places: set[tuple[Id, int]] = set()
    met: set[tuple[Id, Id]] = set()
    for meeting in sorted(meetings, key=lambda one: one.round):
        for rule, key, seen in (
            (Rule.TWO_PLACES, (meeting.person, meeting.round), places),
            (Rule.MET_TWICE, (meeting.person, meeting.pitch), met),
        ):
            if key in seen and meeting.round > problem.over:
                yield Broken(rule, meeting.round, meeting.pitch, meeting.table, meeting.person)
            seen.add(key)  # type: ignore[arg-type]


def _of_tables(problem: Problem, meetings: list[Meeting]) -> Iterable[Broken]:
    """Tables with too many people, and with too few."""
    counts = Counter((meeting.round, meeting.pitch, meeting.table) for meeting in meetings)
    for (number, pitch, table), people in counts.items():
        if pitch in problem.pitch and people > problem.pitch[pitch].places:
            yield Broken(Rule.OVERFULL, number, pitch, table)
        if people < problem.fewest:
            yield Broken(Rule.TOO_FEW, number, pitch, table)
