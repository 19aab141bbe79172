"""What was measured, against what was to be reached; kept as JSON."""

import json
import platform
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("results")
SUCCESS = {200, 302}


class Timings:
    """Answers of the server, by page, way and person."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str, str], list[Any]] = defaultdict(list)

    def add(self, page: str, way: str, kind: str, answer: Any) -> None:
        if answer.status not in SUCCESS:
            raise RuntimeError(f"{page} ({way}, {kind}) answered {answer.status}.")
        self.answers[page, way, kind].append(answer)

    def forget_warming(self) -> None:
        """The first round filled caches."""
        self.answers.clear()

    def of(self, page: str, way: str, kind: str, what: str = "took") -> list[float]:
        return [getattr(answer, what) for answer in self.answers.get((page, way, kind), [])]

    def all(self, *pages: str) -> list[Any]:
        return [each for (page, *_), many in self.answers.items() if page in pages for each in many]

    def median(self, page: str, way: str, kind: str, what: str = "took") -> float:
        return statistics.median(self.of(page, way, kind, what))

    def summary(self) -> list[dict[str, Any]]:
        return [
            {
                "page": page,
                "way": way,
                "person": kind,
                "median_ms": round(self.median(page, way, kind), 2),
                "p95_ms": round(percentile(self.of(page, way, kind), 95), 2),
                "database_ms": round(self.median(page, way, kind, "database"), 2),
                "records_ms": round(self.median(page, way, kind, "records"), 2),
                "queries": max(answer.queries for answer in answers),
                "of": len(answers),
            }
            for (page, way, kind), answers in sorted(self.answers.items())
        ]


@dataclass(frozen=True)
class Goal:
    """A bound on one number."""

    what: str
    value: float
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        under = self.most is None or self.value <= self.most
        return under and (self.least is None or self.value >= self.least)

    def line(self) -> str:
        bound = f"at most {self.most}" if self.least is None else f"at least {self.least}"
        return f"{'met' if self.met else 'NOT MET':8} {self.what}: {self.value:.2f} ({bound})"

    def told(self) -> dict[str, Any]:
        bounds = {"most": self.most, "least": self.least}
        return {"goal": self.what, "measured": round(self.value, 3), "met": self.met, **bounds}


def percentile(values: Sequence[float], part: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1]


def write(name: str, told: dict[str, Any]) -> None:
    FOLDER.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "system": platform.system()}
    (FOLDER / f"{name}.json").write_text(json.dumps({"machine": machine, **told}, indent=1) + "\n")
