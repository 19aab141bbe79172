"""Whether time tells what is hidden from what is not: `python -m bench.absent_or_forbidden`.

Somebody to whom none of it is shared asks the real server for records that are there and for keys
that never were, and looks for names that somebody has and for names that nobody has, a thousand
times each, in an order drawn by lot. What never was is drawn twice, so that the machine's own noise
stands beside what is measured.
"""

import os
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from random import Random
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from mappa.embedded import ensure_services

ensure_services()

import psycopg

from bench import results
from bench.national import environment
from bench.plot import COLOURS
from bench.results import percentile
from bench.server import Answer, Visitor, load, serving
from tests.databases import ROOT, Database, fresh

REQUESTS = int(os.environ.get("BENCH_REQUESTS") or 1000)
COUNTY = "demo/returns/northamptonshire-2024-25.json"
HIDDEN, ABSENT, AGAIN = "forbidden", "absent", "absent, once more"
# What is asked for by key, and of which rows the keys are; the visitor, of the board, sees none.
KINDS = {"nominals": "nominals_nominal", "minutes": "meetings_minutes"}
NAMES = "names"
WARMING = 50
FOUND, NOT_FOUND = 200, 404
SURE = 0.01  # a smaller p says that the two differ


@dataclass(frozen=True)
class Question:
    """What may be asked for that is hidden, how to draw what never was, and how to ask."""

    hidden: Sequence[str]
    absent: Callable[[Random], str]
    ask: Callable[[str], Answer]
    status: int


def main() -> int:
    database = fresh("bench_absent_or_forbidden")
    build = [sys.executable, "manage.py", "build_county", COUNTY]
    env = environment(database) | {"DJANGO_SETTINGS_MODULE": "mappa.settings.demonstration"}
    subprocess.run(build, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    try:
        with serving(database) as port:
            board = Visitor(port)
            board.sign_in(somebody(database, "board_member"))
            questions = {kind: by_key(board, database, kind) for kind in KINDS}
            questions[NAMES] = by_name(Visitor(port), database)
            measured = {kind: ask(question) for kind, question in questions.items()}
    finally:
        database.drop()
    told = {kind: summary(answers) for kind, answers in measured.items()}
    results.write("absent-or-forbidden", {"load": load(), "kinds": told})
    for kind, answers in measured.items():
        print(plot(kind, {which: [each.took for each in many] for which, many in answers.items()}))
    for kind, found in told.items():
        print(f"{kind}: {found}")
    return 0 if all(found["alike"] for found in told.values()) else 1


def somebody(database: Database, role: str) -> str:
    """The address of one who has this role, and as few cases as anybody who has it."""
    found = _rows(
        database,
        "SELECT p.email FROM agencies_person p JOIN agencies_appointment a ON a.person_id = p.id"
        " WHERE a.role = %s AND a.ends_at IS NULL ORDER BY (SELECT count(*)"
        " FROM nominals_nominalshare WHERE group_id = ANY (access_groups_of(a.id))), p.email",
        role,
    )
    return str(found[0])


def by_key(visitor: Visitor, database: Database, kind: str) -> Question:
    there = _rows(database, f"SELECT id::text FROM {KINDS[kind]} ORDER BY id")  # noqa: S608
    return Question(there, drawn, lambda key: visitor.get(f"/{kind}/{key}/"), NOT_FOUND)


def by_name(visitor: Visitor, database: Database) -> Question:
    """As a representative: names of those whom their agency was not told of."""
    visitor.sign_in(email := somebody(database, "representative"))
    rows = _rows(
        database,
        "SELECT ARRAY[forenames, surname] FROM nominals_nominal WHERE id NOT IN ("
        " SELECT s.content_object_id FROM nominals_nominalshare s"
        " JOIN agencies_membership m ON m.group_id = s.group_id"
        " JOIN agencies_person p ON p.id = m.person_id WHERE p.email = %s) ORDER BY id",
        email,
    )
    hidden, token = [" ".join(each) for each in rows], visitor.token("/nominals/find/")

    def absent(draw: Random) -> str:
        """Forenames of one and the surname of another, so that only the whole is unknown."""
        while (name := f"{draw.choice(rows)[0]} {draw.choice(rows)[1]}") in hidden:
            pass
        return name

    def find(name: str) -> Answer:
        fields = {"csrfmiddlewaretoken": token, "words": name}
        return visitor.post("/nominals/find/", fields)

    return Question(hidden, absent, find, FOUND)


def _rows(database: Database, query: str, *given: str) -> list[Any]:
    with psycopg.connect(database.owner_url) as owner:
        return [row[0] for row in owner.execute(query, given).fetchall()]


def ask(question: Question) -> dict[str, list[Answer]]:
    """The answers, each way asked as often, one after another as the lot falls."""
    draw = Random(20)
    for _ in range(WARMING):
        question.ask(question.absent(draw))
    order = [which for which in (HIDDEN, ABSENT, AGAIN) for _ in range(REQUESTS)]
    draw.shuffle(order)
    answers: dict[str, list[Answer]] = {HIDDEN: [], ABSENT: [], AGAIN: []}
    for which in order:
        asked = draw.choice(question.hidden) if which == HIDDEN else question.absent(draw)
        answer = question.ask(asked)
        if answer.status != question.status:
            raise RuntimeError(f"{which} answered {answer.status}.")
        answers[which].append(answer)
    return answers


def drawn(draw: Random) -> str:
    """A key that never was, of the kind that is given."""
    return str(UUID(int=draw.getrandbits(128), version=4))


def summary(answers: dict[str, list[Answer]]) -> dict[str, Any]:
    """Medians and tails; whether what is hidden differs from what is not, in time or in queries."""
    took = {which: [each.took for each in many] for which, many in answers.items()}
    apart = {
        "forbidden and absent": compared(took[HIDDEN], took[ABSENT]),
        "absent and absent": compared(took[ABSENT], took[AGAIN]),
    }
    # One more now and then, when it is time to note that the session is still in use.
    queries = {which: Counter(each.queries for each in many) for which, many in answers.items()}
    usual = {each.most_common(1)[0][0] for each in queries.values()}
    return {
        "requests": REQUESTS,
        "milliseconds": {
            which: {
                "median": round(statistics.median(each), 3),
                "p95": round(percentile(each, 95), 3),
            }
            for which, each in took.items()
        },
        "queries": queries,
        "kolmogorov_smirnov": apart,
        "alike": len(usual) == 1 and apart["forbidden and absent"]["p"] >= SURE,
    }


def compared(one: Sequence[float], other: Sequence[float]) -> dict[str, float]:
    """The two-sample Kolmogorov-Smirnov statistic, and the chance of it if they are alike."""
    both = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    below, widest = [0, 0], 0.0
    for _, which in both:
        below[which] += 1
        widest = max(widest, abs(below[0] / len(one) - below[1] / len(other)))
    size = sqrt(len(one) * len(other) / (len(one) + len(other)))
    reach = (size + 0.12 + 0.11 / size) * widest
    terms = ((-1) ** (k - 1) * exp(-2 * (k * reach) ** 2) for k in range(1, 101))
    chance = 1.0 if reach < 0.2 else min(1.0, max(0.0, 2 * sum(terms)))  # noqa: PLR2004
    return {"statistic": round(widest, 4), "p": round(chance, 4)}


def plot(kind: str, took: dict[str, list[float]]) -> str:
    """Each way's share of answers that had come by then, as SVG, without the slowest hundredth."""
    wide, high, margin = 860, 420, 60
    everything = sorted(value for many in took.values() for value in many)
    first, last = everything[0], everything[int(len(everything) * 0.99)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        'font-family="sans-serif" font-size="13" role="img">',
        f"<title>{kind}: the share of answers that had come after so many milliseconds</title>",
        f'<rect width="{wide}" height="{high}" fill="#fff"/>',
    ]
    for part in range(5):
        line, down = high - margin - part / 4 * (high - 2 * margin), margin + part / 4 * (wide - 80)
        parts.append(f'<path d="M{margin} {line:.0f}H{wide - 20}" stroke="#dee0e2"/>')
        parts.append(
            f'<text x="{margin - 6}" y="{line + 4:.0f}" text-anchor="end">{25 * part}%</text>'
        )
        side = ("start", "middle", "middle", "middle", "end")[part]
        told = f"{first + part / 4 * (last - first):.1f} ms"
        parts.append(f'<text x="{down:.0f}" y="{high - 36}" text-anchor="{side}">{told}</text>')
    for number, (which, many) in enumerate(took.items()):
        points = " ".join(
            f"{margin + (value - first) / (last - first) * (wide - 80):.1f},"
            f"{high - margin - (place + 1) / len(many) * (high - 2 * margin):.1f}"
            for place, value in enumerate(sorted(many))
            if value <= last
        )
        colour = (COLOURS[0], COLOURS[3], COLOURS[2])[number]
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(
            f'<rect x="{margin + number * 180}" y="16" width="12" height="12" fill="{colour}"/>'
        )
        parts.append(f'<text x="{margin + number * 180 + 18}" y="27">{which}</text>')
    path = results.FOLDER / f"absent-or-forbidden-{kind}.svg"
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")
    return str(path)


if __name__ == "__main__":
    sys.exit(main())
