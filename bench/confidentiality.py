"""What confidentiality costs at national size: `make bench`.

As six kinds of person, through the real server: the list of nominals with its count in four ways,
one nominal, a misspelt name, who can see this; and inviting fifteen agencies. The ways are measured
in one run, in an order drawn anew for each round, so that a noisy machine is noisy for all.
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from mappa.embedded import ensure_services

ensure_services()

from bench import people, plot, results
from bench.asking import Asking, convened, names_seen_by
from bench.national import national
from bench.results import Goal, Timings, percentile
from bench.server import Visitor, load, serving, signed_in

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 40)
NAMES = 100
OURS, UNLOCKED, UNFILTERED, TEXTBOOK = "ours", "one lock", "unfiltered", "textbook"
LIST = {
    OURS: "/bench/ours/",
    UNLOCKED: "/bench/ours/",
    UNFILTERED: "/bench/unfiltered/",
    TEXTBOOK: "/bench/textbook/",
}


def main() -> int:
    locked, unlocked = national()
    asking = Asking(locked)
    with ExitStack() as stack:
        ports = {
            way: stack.enter_context(serving(database))
            for way, database in ((OURS, locked), (UNLOCKED, unlocked))
        }
        timings = Timings()
        visitors = {
            (way, kind): signed_in(ports[OURS if way == OURS else UNLOCKED], kind)
            for way in LIST
            for kind in people.KINDS
        }
        measure_lists(visitors, timings)
        measure_records(visitors, asking, timings)
        found = measure_finding(visitors, asking, timings)
        measure_inviting(signed_in(ports[OURS], people.COORDINATOR), asking, timings)
    goals = judge(timings, found)
    results.write(
        "confidentiality",
        {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "rounds": ROUNDS,
            "load": load(),
            "timings": timings.summary(),
            "found": found,
            "goals": [goal.told() for goal in goals],
        },
    )
    plot.bars("confidentiality", *plotted(timings))
    for goal in goals:
        print(goal.line())
    return 0 if all(goal.met for goal in goals) else 1


def measure_lists(visitors: dict[tuple[str, str], Visitor], timings: Timings) -> None:
    def one(way: str, kind: str) -> None:
        timings.add("list", way, kind, visitors[way, kind].get(LIST[way]))

    interleaved([(one, key) for key in visitors], rounds=1)
    timings.forget_warming()
    interleaved([(one, key) for key in visitors], rounds=ROUNDS)


def measure_records(
    visitors: dict[tuple[str, str], Visitor], asking: Asking, timings: Timings
) -> None:
    """One nominal and who can see it, by both locks and by one, for those who see anybody."""
    keys = {kind: asking.keys_seen_by(kind, most=ROUNDS) for kind in people.KINDS}

    def one(way: str, kind: str, page: str, path: str) -> None:
        chance = Random(len(timings.of(page, way, kind)))
        answer = visitors[way, kind].get(path.format(chance.choice(keys[kind])))
        timings.add(page, way, kind, answer)

    pages = (("nominal", "/nominals/{}/"), ("who", "/nominals/{}/who/"))
    calls = [
        (one, (way, kind, *page))
        for way in (OURS, UNLOCKED)
        for kind in people.KINDS
        for page in pages
        if keys[kind]
    ]
    interleaved(calls, rounds=ROUNDS // 2)


def measure_finding(
    visitors: dict[tuple[str, str], Visitor], asking: Asking, timings: Timings
) -> dict[str, float]:
    """Of a hundred names with one letter wrong, how many each person finds in the first page."""
    found = {}
    for kind in people.KINDS:
        names = names_seen_by(asking, kind, most=NAMES)
        visitor = visitors[OURS, kind]
        token = visitor.token("/nominals/find/")
        hits = 0
        for key, misspelt in names or [(None, "Basaltholow, Tamorel")] * NAMES:
            fields = {"csrfmiddlewaretoken": token, "words": misspelt}
            answer = visitor.post("/nominals/find/", fields)
            timings.add("find", OURS, kind, answer)
            hits += bool(key) and str(key) in answer.body
        if names:
            found[kind] = hits / len(names)
    return found


def measure_inviting(visitor: Visitor, asking: Asking, timings: Timings) -> None:
    """Convening a session whose one case has a core panel of fifteen agencies."""
    for path in convened(asking, sessions=max(ROUNDS // 4, 5)):
        answer = visitor.post(path, {"csrfmiddlewaretoken": visitor.token(path)})
        timings.add("invite fifteen", OURS, people.COORDINATOR, answer)


def interleaved(calls: list[tuple[Callable[..., None], Any]], *, rounds: int) -> None:
    chance = Random(42)
    for number in range(rounds):
        chance.shuffle(calls)
        for call, given in calls:
            call(*given)
        print(f"\r{number + 1}/{rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def judge(timings: Timings, found: dict[str, float]) -> list[Goal]:
    """The goals of the bench, each with what was measured."""
    wall = {way: {kind: timings.median("list", way, kind) for kind in people.KINDS} for way in LIST}
    spent = {
        way: {kind: timings.median("list", way, kind, "records") for kind in people.KINDS}
        for way in LIST
    }
    worst = max(wall[OURS][kind] / wall[UNFILTERED][kind] for kind in people.KINDS)
    gain = min(spent[TEXTBOOK][kind] / spent[OURS][kind] for kind in people.KINDS)
    lock = max(
        timings.median(page, OURS, kind) / timings.median(page, UNLOCKED, kind)
        for page in ("list", "nominal", "who")
        for kind in people.KINDS
        if timings.of(page, OURS, kind)
    )
    spread = max(wall[OURS].values()) / min(wall[OURS].values())
    find = max(percentile(timings.of("find", OURS, kind), 95) for kind in people.KINDS)
    queries = max(answer.queries for answer in timings.all("list", "nominal", "who"))
    return [
        Goal("list, end to end, against the unfiltered page", worst, most=1.5),
        Goal("list, database time, textbook against ours", gain, least=8),
        Goal("the second lock, a page", lock, most=1.25),
        Goal("slowest person against the fastest", spread, most=4),
        Goal("finding a name, p95, ms", find, most=60),
        Goal("one-typo names found", min(found.values()), least=0.97),
        Goal("queries a page", queries, most=12),
    ]


def plotted(timings: Timings) -> tuple[list[str], dict[str, list[float]]]:
    """Milliseconds that the list takes of the database, person by person, in each way."""
    return list(people.KINDS), {
        way: [timings.median("list", way, kind, "records") for kind in people.KINDS] for way in LIST
    }


if __name__ == "__main__":
    sys.exit(main())
