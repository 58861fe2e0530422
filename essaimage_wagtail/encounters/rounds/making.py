"""Make a programme, in the best way that is installed; and mend one while the encounter goes on."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from .greedy import choose_greedily, simple_bound
from .linear import has_solver
from .problem import Id, Meeting, Problem, is_free, score

SECONDS = 8
"""How long somebody waits for a programme at most."""


@dataclass(frozen=True)
class Made:
    """A programme, and how good it is."""

    meetings: list[Meeting]
    score: int
    bound: int
    """No programme is worth more."""
    seconds: float
    by_solver: bool
    dropped: tuple[Meeting, ...] = ()
    """What was kept by hand, and cannot be: the table rests, the initiative or the person does not come any more."""


def make(problem: Problem, *, seconds: float = SECONDS, use_solver: bool | None = None) -> Made:
    """Make a programme. Meetings that are kept stay, as far as they are possible."""
    begin = monotonic()
    kept, dropped = settled(problem)
    problem = replace(problem, kept=kept)
    by_solver = has_solver() if use_solver is None else use_solver
    if by_solver:
        from .solver import choose_best

        meetings, bound = choose_best(problem, seconds)
    else:
        meetings, bound = choose_greedily(problem), simple_bound(problem)
    return Made(meetings, score(problem, meetings), bound, monotonic() - begin, by_solver, dropped)


def settled(problem: Problem) -> tuple[tuple[Meeting, ...], tuple[Meeting, ...]]:
    """The kept meetings that are possible, and those that are not. In rounds that are over, only a meeting that comes
    twice is dropped. Languages and step-free ways are not checked, since an organiser has chosen the meeting."""
    kept: list[Meeting] = []
    dropped: list[Meeting] = []
    places: set[tuple[Id, int]] = set()
    met: set[tuple[Id, Id]] = set()
    for one in sorted(problem.kept, key=lambda meeting: meeting.round):
        if one.round <= problem.over and one.pitch not in problem.pitch:
            # The meeting took place, but its pitch was deleted since: leave it out without reporting it.
            continue
        again = (one.person, one.round) in places or (one.person, one.pitch) in met
        if again or not (one.round <= problem.over or _is_possible(problem, one)):
            dropped.append(one)
            continue
        places.add((one.person, one.round))
        met.add((one.person, one.pitch))
        kept.append(one)
    return tuple(kept), tuple(dropped)


def _is_possible(problem: Problem, meeting: Meeting) -> bool:
    person, pitch = problem.person.get(meeting.person), problem.pitch.get(meeting.pitch)
    if person is None or pitch is None or pitch.is_withdrawn or meeting.round in pitch.resting:
        return False
    return meeting.round <= problem.rounds and 1 <= meeting.table <= pitch.tables and is_free(person, meeting.round)


def repair(
    problem: Problem, former: Iterable[Meeting], from_round: int, *, changed: Set[Id] = frozenset(), **ways: Any
) -> Made:
    """Change as little as possible of a programme that is under way.

    Rounds before ``from_round`` are over. In the others, every meeting stays that is still possible. Only three groups
    of people get other places, the best that are free: new people, people with changed wishes (``changed``), and people
    whose table does not come or has too few people by now. ``ways``: the arguments of :func:`make`.
    """
    former = list(former)
    chosen = {(one.person, one.round) for one in problem.kept}
    problem = replace(problem, over=from_round - 1, kept=tuple(former))
    staying, _gone = settled(problem)
    staying = tuple(_still_wished(problem, staying, chosen, changed))
    staying = tuple(_with_company(problem, staying, chosen))
    made = make(replace(problem, kept=staying), **ways)
    # Compare with the best programme that may move everybody, not only with the best repair.
    free = tuple(one for one in staying if one.round <= problem.over or (one.person, one.round) in chosen)
    bound = max(made.score, _bound(replace(problem, kept=free), by_solver=made.by_solver))
    dropped = tuple(one for one in former if (one.person, one.round) in chosen and one not in staying)
    return replace(made, dropped=dropped, bound=bound)


def _bound(problem: Problem, *, by_solver: bool) -> int:
    if by_solver:
        from .solver import best_bound

        return best_bound(problem, SECONDS)
    return simple_bound(problem)


def _still_wished(
    problem: Problem, staying: Iterable[Meeting], chosen: set[tuple[Id, int]], changed: Set[Id]
) -> Iterable[Meeting]:
    """The meetings of ``staying`` without those from which people with changed wishes (``changed``) may leave, because
    they did not wish for them. Nobody leaves a table that would then have too few people."""
    staying = list(staying)
    there = Counter((one.pitch, one.round, one.table) for one in staying)
    for one in staying:
        table = (one.pitch, one.round, one.table)
        may_leave = one.person in changed and one.round > problem.over and (one.person, one.round) not in chosen
        is_wished = one.person in problem.person and one.pitch in problem.person[one.person].wishes
        if may_leave and not is_wished and (there[table] == 1 or there[table] > problem.fewest):
            there[table] -= 1
        else:
            yield one


def _with_company(problem: Problem, staying: Iterable[Meeting], chosen: set[tuple[Id, int]]) -> Iterable[Meeting]:
    """The meetings of ``staying`` without those at tables that have too few people by now, and that the other tables of
    the same initiative cannot help."""
    cells: dict[tuple[Id, int], dict[int, list[Meeting]]] = {}
    for one in staying:
        cells.setdefault((one.pitch, one.round), {}).setdefault(one.table, []).append(one)
    for (pitch, number), tables in cells.items():
        by_hand = {table for table, there in tables.items() if any((one.person, number) in chosen for one in there)}
        if number > problem.over:
            _join(tables, by_hand, problem.pitch[pitch].places, problem.fewest)
        for table, there in tables.items():
            if number <= problem.over or table in by_hand or len(there) >= problem.fewest:
                yield from (replace(one, table=table) for one in there)


def _join(tables: dict[int, list[Meeting]], by_hand: set[int], places: int, fewest: int) -> None:
    """Help tables that have too few people: move their people to the fullest tables with room, or if there is not
    enough room, move others from the fullest tables to them."""
    for short in [table for table, there in tables.items() if len(there) < fewest and table not in by_hand]:
        others = [table for table in tables if table != short and tables[table]]
        givers = [table for table in others if table not in by_hand]
        if len(tables[short]) <= sum(max(0, places - len(tables[other])) for other in others):
            while tables[short]:
                free = [other for other in others if len(tables[other]) < places]
                tables[max(free, key=lambda one: len(tables[one]))].append(tables[short].pop())
        elif len(tables[short]) + sum(max(0, len(tables[other]) - fewest) for other in givers) >= fewest:
            while len(tables[short]) < fewest:
                tables[short].append(tables[max(givers, key=lambda one: len(tables[one]))].pop())
