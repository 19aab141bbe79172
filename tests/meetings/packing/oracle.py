"""The best score there is, by trying everything; written apart from what it is to judge.

Time is counted in half hours, and a half hour of a sitting or of a person is taken or it is not.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from meetings.packing import Case, Problem, Score, Sitting
from tests.meetings.packing.problems import HALF_HOUR, OPENS

Half = int
Chosen = dict[str, tuple[Sitting, Half]]  # for each case heard: where, and its first half hour


def best(problem: Problem) -> Score:
    return min(Score(*cost(problem, chosen)) for chosen in everything(problem))


def half(moment: datetime) -> Half:
    return (moment - OPENS) // HALF_HOUR


def halves(case: Case, first: Half) -> range:
    return range(first, first + case.minutes // 30)


def everything(problem: Problem) -> Iterator[Chosen]:
    """Every way of hearing any of the cases that breaks no rule, beside what has its place."""
    chosen: Chosen = {}
    taken: set[tuple[str, Half]] = set()
    for person in problem.attenders:
        for away in person.away:
            taken |= {(person.key, each) for each in range(half(away.since), half(away.until))}
    for sitting in problem.sittings:
        for item in sitting.placed:
            case = next(case for case in problem.cases if case.key == item.case)
            chosen[case.key] = (sitting, half(item.starts_at))
            taken |= uses(case, sitting, half(item.starts_at))
    rest = [case for case in problem.cases if case.key not in chosen]
    yield from placed(problem, rest, chosen, taken)


def placed(problem, rest, chosen, taken) -> Iterator[Chosen]:
    if not rest:
        yield chosen
        return
    case, *others = rest
    yield from placed(problem, others, chosen, taken)
    for sitting in problem.sittings:
        for first in starts(case, sitting):
            wanted = uses(case, sitting, first)
            if not wanted & taken:
                with_it = {**chosen, case.key: (sitting, first)}
                yield from placed(problem, others, with_it, taken | wanted)


def starts(case: Case, sitting: Sitting) -> range:
    barred = (
        case.level not in sitting.levels
        or (case.earliest and sitting.starts_at.date() < case.earliest)
        or case.key in sitting.conflicts
        or case.kept_in not in {None, sitting.key}
    )
    opens = half(sitting.starts_at)
    room = (sitting.minutes - case.minutes) // 30 + 1
    return range(opens, opens) if barred else range(opens, opens + max(room, 0))


def uses(case: Case, sitting: Sitting, first: Half) -> set[tuple[str, Half]]:
    needed = {sitting.key, sitting.chair, *case.agencies}
    return {(who, each) for who in needed for each in halves(case, first)}


def cost(problem: Problem, chosen: Chosen) -> tuple[int, ...]:
    last_day = max(sitting.starts_at.date() for sitting in problem.sittings)
    unkept = missed = left_out = late = 0
    for case in problem.cases:
        sitting = chosen[case.key][0] if case.key in chosen else None
        due = case.deadline and (
            case.deadline < problem.horizon if problem.horizon else case.deadline <= last_day
        )
        days = (sitting.starts_at.date() - case.deadline).days if sitting and case.deadline else 0
        unkept += bool(case.kept_in and (sitting is None or sitting.key != case.kept_in))
        missed += bool(due and (sitting is None or days > 0))
        late += max(days, 0)
        left_out += urgency(problem, case) if sitting is None else 0
    return unkept, missed, left_out, late, *waits(problem, chosen)


def urgency(problem: Problem, case: Case) -> int:
    if case.deadline is None:
        return 1
    last_day = max(sitting.starts_at.date() for sitting in problem.sittings)
    horizon = problem.horizon.toordinal() if problem.horizon else last_day.toordinal() + 1
    latest = max([horizon, *(each.deadline.toordinal() for each in problem.cases if each.deadline)])
    return latest - case.deadline.toordinal() + 1


def waits(problem: Problem, chosen: Chosen) -> tuple[int, ...]:
    """Attendances, and minutes of pause, of agencies waiting, and of seniors waiting."""
    used: dict[tuple[str, str], set[Half]] = defaultdict(set)
    for case in problem.cases:
        if case.key in chosen:
            sitting, first = chosen[case.key]
            for who in {"all", *case.agencies} | ({"seniors"} if case.seniors else set()):
                used[who, sitting.key] |= set(halves(case, first))
    idle = {key: 30 * (max(each) - min(each) + 1 - len(each)) for key, each in used.items()}
    opens = {sitting.key: half(sitting.starts_at) for sitting in problem.sittings}
    agencies = [key for key in used if key[0] not in {"all", "seniors"}]
    late_starts = sum(
        30 * (min(each) - opens[key]) for (who, key), each in used.items() if who == "all"
    )
    paused = late_starts + sum(idle[key] for key in used if key[0] == "all")
    waiting = sum(idle[key] for key in agencies)
    return len(agencies), paused, waiting, sum(idle[key] for key in used if key[0] == "seniors")
