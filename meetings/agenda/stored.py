"""What the packer is given, and what it and people made of it, as JSON and back (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import get_default_timezone

from meetings.packing import (
    Agenda,
    Attender,
    Away,
    Case,
    Gap,
    LeftOut,
    Placed,
    Problem,
    Proposal,
    Sitting,
    Unmet,
    Why,
)
from meetings.packing.problem import Engagement

from .fair import fairest

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What the packer said of what it found; it holds until something is moved."""

    gaps: tuple[Gap, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unmet: tuple[Unmet, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An agenda as it once was: where each case without a slot goes, and which are to stay."""

    places: Agenda
    kept: frozenset[str] = frozenset()
    found: Found | None = None


def of_proposal(proposal: Proposal, problem: Problem) -> Step:
    """What the packer found, less the cases that have their slots already."""
    places = {
        key: tuple(item for item in items if item.case not in problem.placed_in)
        for key, items in fairest(problem, proposal.agenda).items()
    }
    kept = frozenset(case.key for case in problem.cases if case.kept_in)
    return Step(places, kept, Found(proposal.gaps, proposal.left_out, proposal.unmet))


def step_to_json(step: Step) -> dict[str, Any]:
    told = step.found
    return {
        "places": {
            key: [_placed_to_json(item) for item in each] for key, each in step.places.items()
        },
        "kept": sorted(step.kept),
        "found": told
        and {
            "gaps": [[gap.name, gap.value, gap.bound] for gap in told.gaps],
            "left_out": [
                [each.case, each.why, list(each.sittings), list(each.who)] for each in told.left_out
            ],
            "unmet": [
                [
                    each.case,
                    each.why,
                    list(each.sittings),
                    list(each.who),
                    list(each.among),
                    each.smallest,
                ]
                for each in told.unmet
            ],
        },
    }


def step_from_json(kept: Json) -> Step:
    told = kept["found"]
    places = {key: tuple(map(_placed, each)) for key, each in kept["places"].items()}
    return Step(places, frozenset(kept["kept"]), _found(told) if told else None)


def _found(told: Json) -> Found:
    return Found(
        tuple(Gap(*gap) for gap in told["gaps"]),
        tuple(
            LeftOut(case, Why(why), tuple(sittings), tuple(who))
            for case, why, sittings, who in told["left_out"]
        ),
        tuple(
            Unmet(case, Why(why), tuple(sittings), tuple(who), tuple(among), smallest)
            for case, why, sittings, who, among, smallest in told["unmet"]
        ),
    )


def problem_to_json(problem: Problem) -> dict[str, Any]:
    return {
        "cases": [_case_to_json(case) for case in problem.cases],
        "sittings": [_sitting_to_json(sitting) for sitting in problem.sittings],
        "attenders": [
            [each.key, [[_at(away.since), _at(away.until), away.on] for away in each.away]]
            for each in problem.attenders
        ],
        "horizon": _on(problem.horizon),
    }


def problem_from_json(kept: Json) -> Problem:
    return Problem(
        cases=tuple(_case(each) for each in kept["cases"]),
        sittings=tuple(_sitting(each) for each in kept["sittings"]),
        attenders=tuple(
            Attender(key, tuple(_away(each) for each in aways)) for key, aways in kept["attenders"]
        ),
        horizon=_date(kept["horizon"]),
    )


def _case_to_json(case: Case) -> dict[str, Any]:
    return {
        "key": case.key,
        "minutes": case.minutes,
        "level": case.level,
        "agencies": sorted(case.agencies),
        "deadline": _on(case.deadline),
        "earliest": _on(case.earliest),
        "seniors": case.seniors,
        "kept_in": case.kept_in,
    }


def _case(kept: Json) -> Case:
    return Case(
        key=kept["key"],
        minutes=kept["minutes"],
        level=kept["level"],
        agencies=frozenset(kept["agencies"]),
        deadline=_date(kept["deadline"]),
        earliest=_date(kept["earliest"]),
        seniors=kept["seniors"],
        kept_in=kept["kept_in"],
    )


def _sitting_to_json(sitting: Sitting) -> dict[str, Any]:
    return {
        "key": sitting.key,
        "starts_at": _at(sitting.starts_at),
        "minutes": sitting.minutes,
        "levels": sorted(sitting.levels),
        "chair": sitting.chair,
        "conflicts": sorted(sitting.conflicts),
        "placed": [_placed_to_json(item) for item in sitting.placed],
    }


def _sitting(kept: Json) -> Sitting:
    return Sitting(
        key=kept["key"],
        starts_at=_moment(kept["starts_at"]),
        minutes=kept["minutes"],
        levels=frozenset(kept["levels"]),
        chair=kept["chair"],
        conflicts=frozenset(kept["conflicts"]),
        placed=tuple(map(_placed, kept["placed"])),
    )


def _placed_to_json(item: Placed) -> list[str]:
    return [item.case, _at(item.starts_at)]


def _placed(kept: Sequence[str]) -> Placed:
    case, starts_at = kept
    return Placed(case, _moment(starts_at))


def _away(kept: Sequence[str]) -> Away:
    since, until, on = kept
    return Away(_moment(since), _moment(until), Engagement(on))


def _at(moment: datetime) -> str:
    return moment.isoformat()


def _moment(kept: str) -> datetime:
    """In the sittings' own time zone, whose days its dates are."""
    return datetime.fromisoformat(kept).astimezone(get_default_timezone())


def _on(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
