"""How long the packer takes for a county's agenda: `python -m bench.packing`.

Forty cases, six sessions, fifteen agencies, drawn by lot several times in three shapes. As panels
are: five agencies come to every case, the others to one in eight. The same with half the cases
placed already, as in most weeks of a year. And the worst there is: all agencies but two come to
any case alike. The sessions are all but full, so that something has to wait nearly always.
"""

import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from bench import results
from meetings.packing import Attender, Away, Case, Problem, Proposal, Sitting, breaches, explain
from meetings.packing.solve import propose

SEEDS = int(os.environ.get("BENCH_SEEDS") or 5)
CASES, SITTINGS, AGENCIES = 40, 6, 15
LIMIT = 10.0
OPENS = datetime(2026, 3, 3, 9, 30, tzinfo=ZoneInfo("Europe/London"))
AT_LEVEL_3, LEVEL_3, CASES_OF_LEVEL_3 = {1, 4}, 3, 8  # which sessions, and how many cases
ALWAYS_FREE = 5  # agencies: those that come to every case
PLACED, ALIKE = "half placed already", "every agency alike"
# How many agencies come to every case, and how often none, one, two … of the others to one.
SHAPES = {
    "as panels are": (5, (25, 40, 25, 10)),
    PLACED: (5, (25, 40, 25, 10)),
    ALIKE: (2, (0, 30, 40, 20, 10)),
}


def main() -> int:
    """Report each problem, and fail if one took longer than it may or a rule was broken."""
    told = [measured(shape, seed) for shape in SHAPES for seed in range(SEEDS)]
    goals = [slowest(told, shape) for shape in SHAPES]
    goals.append(results.Goal("rules broken", sum(each["broken"] for each in told), most=0))
    for line in [*map(summary, told), *(goal.line() for goal in goals)]:
        print(line)
    size = {"cases": CASES, "sessions": SITTINGS, "agencies": AGENCIES, "load": os.getloadavg()}
    answers = {"size": size, "goals": [goal.told() for goal in goals], "problems": told}
    results.write("packing", answers)
    return 0 if all(goal.met for goal in goals) else 1


def measured(shape: str, seed: int) -> dict[str, Any]:
    problem = drawn(shape, seed)
    soon, _ = timed(problem, 1.0)
    proposal, seconds = timed(problem, LIMIT - 1)
    since = perf_counter()
    for case in problem.cases:
        explain(problem, proposal.agenda, case.key)
    return {
        "shape": shape,
        "seed": seed,
        "seconds": round(seconds, 2),
        "proven": proposal.proven,
        "gaps": [(gap.name, gap.value, gap.bound) for gap in proposal.gaps],
        "score": proposal.score._asdict(),
        "score_in_one_second": soon.score._asdict(),
        "unmet": [(unmet.why, len(unmet.among)) for unmet in proposal.unmet],
        "broken": len(broken(problem, proposal)),
        "seconds_to_explain_each": round((perf_counter() - since) / CASES, 3),
    }


def timed(problem: Problem, seconds: float) -> tuple[Proposal, float]:
    since = perf_counter()
    proposal = propose(problem, seconds=seconds)
    return proposal, perf_counter() - since


def broken(problem: Problem, proposal: Proposal) -> list[str]:
    """Rules that a proposal may not break, and the scores that it does not have."""
    missed = {unmet.case for unmet in proposal.unmet}
    found = breaches(problem, proposal.agenda)
    return [each.what for each in found if each.case not in missed]


def slowest(told: Sequence[dict[str, Any]], shape: str) -> results.Goal:
    seconds = [each["seconds"] for each in told if each["shape"] == shape]
    what = f"seconds for {CASES} cases, {shape}, median {statistics.median(seconds):.2f}, at most"
    return results.Goal(what, max(seconds), most=LIMIT)


def summary(told: dict[str, Any]) -> str:
    sure = "proven" if told["proven"] else f"not proven {told['gaps']}"
    return f"{told['shape']} {told['seed']}: {told['seconds']} s, {sure}, {told['score']}"


def drawn(shape: str, seed: int) -> Problem:
    chance = Random(f"{shape} {seed}")
    cases = [a_case(chance, number, shape) for number in range(CASES)]
    sittings = [a_sitting(number) for number in range(SITTINGS)]
    people = tuple(an_attender(chance, number) for number in range(AGENCIES))
    problem = Problem(tuple(cases), tuple(sittings), people)
    return half_placed(chance, problem) if shape == PLACED else problem


def a_case(chance: Random, number: int, shape: str) -> Case:
    core, others = SHAPES[shape]
    extra = chance.choices(range(len(others)), others)[0]
    rest = chance.sample(range(core, AGENCIES), extra)
    level = LEVEL_3 if number < CASES_OF_LEVEL_3 else 2
    return Case(
        key=f"case {number}",
        minutes=40 if level == LEVEL_3 else chance.choice([30, 30, 40]),
        level=level,
        agencies=frozenset(f"agency {each}" for each in [*range(core), *rest]),
        deadline=(OPENS + timedelta(weeks=2 * chance.randint(1, SITTINGS + 2))).date(),
        seniors=level == LEVEL_3,
    )


def a_sitting(number: int) -> Sitting:
    level = LEVEL_3 if number in AT_LEVEL_3 else 2
    opens = OPENS + timedelta(weeks=2 * number)
    return Sitting(f"session {number}", opens, 240, frozenset({level}), f"chair {level}")


def an_attender(chance: Random, number: int) -> Attender:
    """Away for one whole session, or for the last hour of it."""
    opens = OPENS + timedelta(weeks=2 * chance.randrange(SITTINGS))
    since = opens + timedelta(hours=chance.choice([0, 3]))
    away = () if number < ALWAYS_FREE else (Away(since, opens + timedelta(hours=4)),)
    return Attender(f"agency {number}", away)


def half_placed(chance: Random, problem: Problem) -> Problem:
    """As if the first half of an earlier proposal had been agreed to."""
    agenda = propose(problem, seconds=2).agenda
    kept = {each.key for each in chance.sample(problem.cases, CASES // 2)}
    sittings = (
        replace(each, placed=tuple(item for item in agenda[each.key] if item.case in kept))
        for each in problem.sittings
    )
    return replace(problem, sittings=tuple(sittings))


if __name__ == "__main__":
    sys.exit(main())
