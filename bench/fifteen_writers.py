"""Fifteen people write one draft while web processes are killed: `python -m bench.fifteen_writers`.

For five minutes each types into three sections, so that three or so meet in each, saves as the
page does and follows what the others do. Two of three web processes are killed meanwhile, one after
the other, at once and in the middle of whatever they do. Then each mark that was acknowledged must
be there, and no version of a section may lack what an earlier one had. The suite does the same with
four people for seconds (`tests/meetings/test_writers.py`).
"""

import os
import resource
import statistics
import sys
from typing import Any

from bench import results
from bench.results import Goal, percentile
from mappa.embedded import ensure_services
from tests.meetings.writers import (
    Writer,
    room,
    serving,
    what_went_wrong,
    write_together,
)

SECONDS = float(os.environ.get("BENCH_SECONDS") or 300)
PEOPLE, PROCESSES, KILLS = 15, 3, 2
NOT_MODIFIED = 304


def main() -> int:
    """Report what was written and what it cost, and fail if anything was lost."""
    ensure_services()
    from tests.databases import fresh

    database = fresh("bench_writers")
    env = os.environ | {
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    where = room(env, PEOPLE)
    before = processor_seconds()
    with serving(env, PROCESSES) as (port, master):
        writers = write_together(where, port, master, seconds=SECONDS, kills=KILLS)
    used = processor_seconds() - before
    wrong = what_went_wrong(writers, database.owner_url, where.slot)
    database.drop()
    told = measured(writers, used)
    goals = [
        Goal("marks acknowledged and lost, or written over", len(wrong), most=0),
        Goal("processors that their web processes keep busy", used / SECONDS, most=0.5),
        Goal("share of looks that say: as you have it", told["looks"]["unchanged"], least=0.5),
    ]
    for line in [*wrong, *(goal.line() for goal in goals)]:
        print(line)
    goals_met = [goal.told() for goal in goals]
    results.write("fifteen_writers", {**told, "wrong": wrong, "goals": goals_met})
    return 0 if all(goal.met for goal in goals) else 1


def measured(writers: list[Writer], used: float) -> dict[str, Any]:
    """What was written, how often hands met and processes failed, and how long it took."""
    saves = [each for writer in writers for each in writer.saves]
    looks = [each for writer in writers for each in writer.follows]
    same = [took for status, took in looks if status == NOT_MODIFIED]
    return {
        "people": len(writers),
        "seconds": SECONDS,
        "web_processes": PROCESSES,
        "killed": KILLS,
        "marks_typed": sum(writer.marks for writer in writers),
        "saves_acknowledged": len(saves),
        "conflicts_put_together": sum(writer.conflicts for writer in writers),
        "requests_that_failed_and_were_sent_again": sum(writer.failures for writer in writers),
        "save_ms": spread(saves),
        "looks": {
            "asked": len(looks),
            "unchanged": round(len(same) / len(looks), 3) if looks else 0,
            "unchanged_ms": spread(same),
        },
        "processor_seconds": round(used, 1),
        "load_average": os.getloadavg()[0],
    }


def spread(took: list[float]) -> dict[str, float]:
    """The median and the slowest in a hundred, in milliseconds."""
    if len(took) < 2:  # noqa: PLR2004
        return {"median": 0.0, "p99": 0.0}
    return {"median": round(statistics.median(took), 1), "p99": round(percentile(took, 99), 1)}


def processor_seconds() -> float:
    """What all processes that have ended so far have used, those killed among them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
