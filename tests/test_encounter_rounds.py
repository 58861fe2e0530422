"""Programmes of rounds keep every rule, and are as good as it is said: checked without what makes them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as drawn

from essaimage_wagtail.encounters.rounds.checking import Rule, broken, broken_rules
from essaimage_wagtail.encounters.rounds.making import make, repair, settled
from essaimage_wagtail.encounters.rounds.problem import Meeting, Person, Pitch, Problem, score, worth

from .rounds import best_by_force, problems, wrong

QUICK = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
both_ways = pytest.mark.parametrize("use_solver", [True, False], ids=["solver", "greedy"])


@both_ways
@QUICK
@given(problem=problems())
def test_programme_keeps_every_rule_and_is_worth_no_more_than_its_bound(use_solver, problem):
    made = make(problem, use_solver=use_solver, seconds=2)
    assert broken_rules(problem, made.meetings) == []
    assert made.score == score(problem, made.meetings) <= made.bound


@QUICK
@given(problem=problems(people=3, pitches=3, rounds=3))
def test_solver_finds_the_best_that_trying_everything_finds(problem):
    best = best_by_force(problem)
    assert make(problem, use_solver=True).score == best
    greedy = make(problem, use_solver=False)
    assert greedy.score <= best <= greedy.bound


@both_ways
@QUICK
@given(problem=problems(), data=drawn.data())
def test_what_was_chosen_by_hand_stays_when_it_is_made_again(use_solver, problem, data):
    first = make(problem, use_solver=use_solver, seconds=2).meetings
    kept = data.draw(drawn.lists(drawn.sampled_from(first), unique=True)) if first else []
    problem = replace(problem, kept=tuple(kept))
    made = make(problem, use_solver=use_solver, seconds=2)
    assert not made.dropped and set(kept) <= set(made.meetings)
    assert wrong(problem, made.meetings) == []
    assert made.score <= made.bound


@both_ways
@QUICK
@given(problem=problems(), data=drawn.data())
def test_repair_leaves_what_is_over_and_keeps_the_rules_for_the_rest(use_solver, problem, data):
    former = make(problem, use_solver=use_solver, seconds=2).meetings
    from_round = data.draw(drawn.integers(1, problem.rounds))
    away = data.draw(drawn.sets(drawn.sampled_from(problem.people))) if problem.people else set()
    gone = data.draw(drawn.sets(drawn.sampled_from(problem.pitches), max_size=1)) if problem.pitches else set()
    late = Person("late", tuple(pitch.id for pitch in problem.pitches), first_round=from_round)
    now = replace(
        problem,
        people=(*(person for person in problem.people if person not in away), late),
        pitches=tuple(replace(pitch, is_withdrawn=True) if pitch in gone else pitch for pitch in problem.pitches),
    )
    changed = data.draw(drawn.sets(drawn.sampled_from([person.id for person in now.people]), max_size=2))
    made = repair(now, former, from_round, changed=changed, use_solver=use_solver, seconds=2)
    assert {one for one in made.meetings if one.round < from_round} == {one for one in former if one.round < from_round}
    assert wrong(replace(now, over=from_round - 1), made.meetings) == []
    # What could be had by moving everybody is not more than it says.
    over = tuple(one for one in made.meetings if one.round < from_round)
    assert make(replace(now, over=from_round - 1, kept=over), use_solver=use_solver, seconds=2).score <= made.bound
    if problem.fewest == 1:
        # Nobody moves whose table is still there, but for those who wish something else: from tables that they do not
        # wish.
        still, _gone = settled(replace(now, over=from_round - 1, kept=tuple(former)))
        wished = {(person.id, pitch) for person in now.people for pitch in person.wishes}
        assert {one for one in still if one.person not in changed or (one.person, one.pitch) in wished} <= set(
            made.meetings
        )


def encounter(people, *, wishes=("bees", "bread"), rounds=2, fewest=1, **pitch):
    pitches = (Pitch("bees", **{"places": 2, **pitch}), Pitch("bread", places=2))
    return Problem(tuple(Person(name, wishes) for name in people), pitches, rounds, fewest)


def test_same_question_has_the_same_answer():
    problem = encounter("abcdefgh")
    assert make(problem).meetings == make(problem).meetings
    assert make(problem, use_solver=False).meetings == make(problem, use_solver=False).meetings


def test_two_wishes_are_worth_more_than_any_one_and_higher_ones_more():
    ranks = [worth(rank) for rank in range(1, 200)]
    assert 2 * min(ranks) > max(ranks)
    assert ranks[:6] == sorted(set(ranks[:6]), reverse=True)


@pytest.mark.parametrize(
    "problem",
    [
        encounter(""),
        encounter("abc", rounds=0),
        Problem((Person("a", ("bees",)),), (), 3),
        encounter("abc", is_withdrawn=True, places=1),
        encounter("abc", resting=frozenset({1, 2, 7})),
        encounter("abc", fewest=9),
        encounter("abc", wishes=("nothing", "of", "this")),
    ],
    ids=["nobody", "no rounds", "no pitches", "withdrawn", "more breaks than rounds", "fewest above places", "unknown"],
)
@both_ways
def test_contradictory_encounters_have_a_programme_too(problem, use_solver):
    made = make(problem, use_solver=use_solver)
    assert broken_rules(problem, made.meetings) == [] and made.score <= made.bound


@both_ways
def test_hundreds_who_all_wish_the_same_share_it_and_meet_the_others(use_solver):
    pitches = tuple(Pitch(number, places=4) for number in range(30))
    problem = Problem(tuple(Person(number, (0, 1, 2)) for number in range(120)), pitches, 4)
    made = make(problem, use_solver=use_solver)
    assert broken(problem, made.meetings) == []
    assert len(made.meetings) == 120 * 4
    assert made.score == made.bound == 16 * (100 + 75 + 67)


@both_ways
def test_who_wishes_something_else_gets_it_when_it_is_repaired_and_nobody_else_moves(use_solver):
    problem = replace(encounter("abc", rounds=1), pitches=(*encounter("").pitches, Pitch("hives", places=1)))
    former = make(problem, use_solver=use_solver).meetings
    one = former[0].person
    people = tuple(replace(p, wishes=("hives",)) if p.id == one else p for p in problem.people)
    now = replace(problem, people=people)
    assert set(repair(now, former, 1, use_solver=use_solver).meetings) == set(former)
    made = repair(now, former, 1, changed={one}, use_solver=use_solver)
    assert set(made.meetings) == {*former[1:], Meeting(one, "hives", 1)}


def test_kept_meeting_that_became_impossible_is_let_go_and_told():
    kept = (Meeting("a", "bees", 1), Meeting("b", "bread", 1))
    made = make(replace(encounter("ab", is_withdrawn=True), kept=kept))
    assert made.dropped == kept[:1]
    assert kept[1] in made.meetings


A, B = Meeting("a", "bees", 1), Meeting("b", "bees", 1)


@pytest.mark.parametrize(
    ("rule", "meetings", "change"),
    [
        (Rule.NO_SUCH_ROUND, [replace(A, round=3)], {}),
        (Rule.NOT_COMING, [replace(A, person="z")], {}),
        (Rule.NO_SUCH_TABLE, [replace(A, table=2)], {}),
        (Rule.NO_SUCH_TABLE, [replace(A, pitch="deleted")], {}),
        (Rule.TWO_PLACES, [A, replace(A, pitch="bread")], {}),
        (Rule.MET_TWICE, [A, replace(A, round=2)], {}),
        (Rule.OVERFULL, [A, B], {"places": 1}),
        (Rule.TOO_FEW, [A], {"fewest": 2}),
        (Rule.RESTING, [A], {"resting": frozenset({1})}),
        (Rule.WITHDRAWN, [A], {"is_withdrawn": True}),
        (Rule.ABSENT, [A], {"first_round": 2}),
        (Rule.ABSENT, [replace(A, round=2)], {"last_round": 1}),
        (Rule.LANGUAGE, [A], {"languages": frozenset({"ar"})}),
        (Rule.STEP_FREE, [A], {"needs_step_free": True, "is_step_free": False}),
        (Rule.NOT_KEPT, [A], {"kept": (B,)}),
        (Rule.NOT_KEPT, [A], {"rests": frozenset({1})}),
    ],
)
def test_each_broken_rule_is_found(rule, meetings, change):
    of_person = {name: change.pop(name) for name in ("first_round", "last_round", "needs_step_free") if name in change}
    of_person |= {"languages": change.pop("languages")} if "languages" in change else {}
    of_person |= {"resting": change.pop("rests")} if "rests" in change else {}
    of_problem = {name: change.pop(name) for name in ("kept", "fewest") if name in change}
    problem = encounter("ab", languages=frozenset({"fr"}), **change)
    people = (replace(problem.people[0], **of_person), problem.people[1])
    assert [one.rule for one in broken(replace(problem, people=people, **of_problem), meetings)] == [rule]
