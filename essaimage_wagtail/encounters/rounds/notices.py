"""What organisers are told of a programme before it is made, and of rules that it breaks."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...formatting import enumeration, isolate
from ...formatting import number as written
from .changes import Changes
from .checking import Broken, Rule
from .problem import Id, Pitch, Problem

Names = Callable[[Id], str]
MOST_NAMES = 20


def reason_for_none(problem: Problem) -> str:
    """Why no programme can be made, and what to do; empty, if one can."""
    if not problem.rounds:
        return _("The encounter has no rounds. Say how many there are in the form of its page, and publish it.")
    if not [pitch for pitch in problem.pitches if not pitch.is_withdrawn]:
        return _("No initiative presents itself. Add pitches in the form of the page, and publish it.")
    if not problem.people:
        return _("Nobody has a confirmed place yet. Make the programme when people have confirmed their registration.")
    return ""


def doubts(problem: Problem, name: Names) -> Iterator[str]:
    """What the best programme will not be able to give."""
    coming = [pitch for pitch in problem.pitches if not pitch.is_withdrawn]
    for pitch in coming:
        yield from _of_pitch(problem, pitch, name(pitch.id))
    places = [sum(p.tables * p.places for p in coming if n not in p.resting) for n in problem.coming_rounds]
    if places and len(problem.people) > min(places):
        yield _(
            "%(people)s people come, and the tables have %(places)s places in the round with the fewest: some rest in"
            " it."
        ) % {"people": written(len(problem.people)), "places": written(min(places))}
    firsts = Counter(person.wishes[0] for person in problem.people if person.wishes)
    for pitch in coming:
        held = pitch.tables * pitch.places * len(set(problem.coming_rounds) - pitch.resting)
        if firsts[pitch.id] > held:
            yield _(
                "%(people)s people wish “%(name)s” most, and its tables hold %(places)s in all rounds together. More"
                " tables would help most here."
            ) % {"people": written(firsts[pitch.id]), "name": name(pitch.id), "places": written(held)}
    alone = sum(not any(problem.rounds_of(person, pitch) for pitch in coming) for person in problem.people)
    if alone:
        yield ngettext(
            "%(count)s person can meet nobody: no table suits their languages, their way and their hours.",
            "%(count)s people can meet nobody: no table suits their languages, their way and their hours.",
            alone,
        ) % {"count": written(alone)}


def _of_pitch(problem: Problem, pitch: Pitch, name: str) -> Iterator[str]:
    if not set(problem.coming_rounds) - pitch.resting:
        yield _("“%(name)s” rests in every round: nobody meets it. Shorten its rounds without it, or add rounds.") % {
            "name": name
        }
    elif beyond := [number for number in sorted(pitch.resting) if not 1 <= number <= problem.rounds]:
        yield _("“%(name)s” rests in round %(round)s, and there are only %(rounds)s.") % {
            "name": name,
            "round": written(beyond[0]),
            "rounds": written(problem.rounds),
        }
    if pitch.places < problem.fewest:
        yield _("A table of “%(name)s” has fewer places than the fewest people at a table: it always rests.") % {
            "name": name
        }


def news(changes: Changes, names: Mapping[Id, str]) -> Iterator[str]:
    """Who has changed something since the programme was made. Of whom has been erased there is no name."""
    for keys, words in (
        (changes.came, _("Have come since: %(names)s.")),
        (changes.left, _("Do not come any more: %(names)s.")),
        (changes.wish_otherwise, _("Have changed their wishes, languages, needs or hours: %(names)s.")),
    ):
        if keys:
            yield words % {"names": _listed(names.get(key) for key in keys)}
    if changes.of_tables:
        yield _("Pitches, tables or rounds have changed on the page.")


def _listed(names: Iterable[str | None]) -> str:
    """Names alphabetically, as many as one reads, and how many there are besides."""
    found = list(names)
    known = sorted(filter(None, found), key=str.casefold)[:MOST_NAMES]
    shown = [isolate(name) for name in known]
    if more := len(found) - len(known):
        shown.append(ngettext("%(count)s other person", "%(count)s other people", more) % {"count": written(more)})
    return enumeration(shown)


SENTENCES = {
    Rule.NO_SUCH_ROUND: gettext_lazy("There is no round %(round)s any more."),
    Rule.NOT_COMING: gettext_lazy("%(person)s does not come: a place is free."),
    Rule.NO_SUCH_TABLE: gettext_lazy("This table of “%(pitch)s” is not there any more."),
    Rule.TWO_PLACES: gettext_lazy("%(person)s is at two tables at once."),
    Rule.MET_TWICE: gettext_lazy("%(person)s meets “%(pitch)s” twice."),
    Rule.OVERFULL: gettext_lazy("Table %(table)s of “%(pitch)s” has fewer places than people."),
    Rule.TOO_FEW: gettext_lazy("Table %(table)s of “%(pitch)s” has fewer people than it should."),
    Rule.RESTING: gettext_lazy("“%(pitch)s” rests in this round."),
    Rule.WITHDRAWN: gettext_lazy("“%(pitch)s” does not come: %(person)s has nobody to meet."),
    Rule.ABSENT: gettext_lazy("%(person)s is not there in this round."),
    Rule.LANGUAGE: gettext_lazy("%(person)s and “%(pitch)s” share no language."),
    Rule.STEP_FREE: gettext_lazy("%(person)s needs a step-free way, and that to “%(pitch)s” is not one."),
    Rule.NOT_KEPT: gettext_lazy("What was chosen by hand for %(person)s has changed."),
}


def sentence(one: Broken, pitch: Names, person: Names) -> str:
    """A broken rule as organisers read it."""
    values = {
        "round": written(one.round),
        "pitch": pitch(one.pitch),
        "table": written(one.table or 1),
        "person": person(one.person) if one.person is not None else "",
    }
    return _("Round %(round)s: %(what)s") % {"round": values["round"], "what": str(SENTENCES[one.rule]) % values}
