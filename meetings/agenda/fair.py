"""Among agendas that are equally good, the one in which whoever is due sooner is heard sooner."""

from collections.abc import Iterator
from datetime import date

from meetings.packing import Agenda, Placed, Problem, Rule, breaches, score

Places = dict[str, tuple[Placed, ...]]


def fairest(problem: Problem, agenda: Agenda) -> Places:
    """The agenda with cases of one length exchanged wherever that costs nothing.

    Days late add up to the same whoever is the latest, so the packer does not mind; people do.
    Deadlines that are met stay met, and so does everything that is kept.
    """
    best: Places = dict(agenda)
    least, broken = score(problem, best), _broken(problem, best)
    for earlier, later in _pairs(problem, best):
        tried = _exchanged(best, earlier, later)
        if tried and score(problem, tried) == least and _broken(problem, tried) == broken:
            best = tried
    return best


def _pairs(problem: Problem, agenda: Places) -> Iterator[tuple[str, str]]:
    """Each two cases that could change places, by their keys: the one due sooner comes first."""
    kept = {case.key for case in problem.cases if case.kept_in}
    free = [case for case in problem.to_place if case.key not in kept]
    heard = {item.case for items in agenda.values() for item in items}
    due = sorted((case for case in free if case.key in heard), key=lambda c: c.deadline or date.max)
    for number, one in enumerate(due):
        for other in due[number + 1 :]:
            if one.minutes == other.minutes and one.deadline != other.deadline:
                yield one.key, other.key


def _exchanged(agenda: Places, sooner: str, later: str) -> Places | None:
    """The agenda with two cases in each other's places, if the one due sooner is heard later."""
    where = {item.case: (key, item) for key, items in agenda.items() for item in items}
    (key, item), (other_key, other) = where[sooner], where[later]
    if item.starts_at <= other.starts_at:
        return None
    moved = {later: Placed(later, item.starts_at), sooner: Placed(sooner, other.starts_at)}
    into = {sooner: moved[later], later: moved[sooner]}
    tried = dict(agenda)
    for each in {key, other_key}:
        items = (into.get(placed.case, placed) for placed in agenda[each])
        tried[each] = tuple(sorted(items, key=lambda placed: placed.starts_at))
    return tried


def _broken(problem: Problem, agenda: Places) -> tuple[frozenset[str], int]:
    """Whose deadlines an agenda misses, and how much else it breaks."""
    found = breaches(problem, agenda)
    late = frozenset(each.case for each in found if each.what == Rule.DEADLINE)
    return late, sum(each.what != Rule.DEADLINE for each in found)
