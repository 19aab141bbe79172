"""Small problems drawn by lot, with all that a problem can have; everything ends on half hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from meetings.packing import Attender, Away, Case, Placed, Problem, Sitting

OPENS = datetime(2026, 3, 3, 9, 30, tzinfo=ZoneInfo("Europe/London"))
HALF_HOUR = timedelta(minutes=30)
AGENCIES = ("Housing", "Police", "Health")
CHAIRS = ("Chair", "Deputy")


def at(day: int, half_hours: int = 0) -> datetime:
    return OPENS + timedelta(days=day) + half_hours * HALF_HOUR


@st.composite
def problems(draw, cases: int = 5, half_hours: int = 3, sittings: int = 3) -> Problem:
    """Often too much for the sittings, of which some are at the same time."""
    days = draw(st.lists(st.integers(0, 3), min_size=min(sittings, 2), max_size=sittings))
    keys = [f"case {number}" for number in range(draw(st.integers(1, cases)))]
    filled = [draw(a_sitting(f"sitting {n}", day, keys, half_hours)) for n, day in enumerate(days)]
    heard = [draw(a_case(key, [each.key for each in filled])) for key in keys]
    return Problem(
        tuple(heard),
        tuple(draw(with_places(filled, heard))),
        tuple(draw(an_attender(key)) for key in AGENCIES + CHAIRS),
        draw(st.none() | st.just(at(7).date())),
    )


@st.composite
def a_sitting(draw, key: str, day: int, cases: list[str], half_hours: int) -> Sitting:
    return Sitting(
        key=key,
        starts_at=at(day, draw(st.integers(0, 1))),
        minutes=30 * draw(st.integers(1, half_hours)),
        levels=frozenset(draw(st.sampled_from([{2}, {2, 3}, {2, 3}, {3}]))),
        chair=draw(st.sampled_from(CHAIRS)),
        conflicts=frozenset(draw(st.lists(st.sampled_from(cases), max_size=1))),
    )


@st.composite
def a_case(draw, key: str, sittings: list[str]) -> Case:
    return Case(
        key=key,
        minutes=draw(st.sampled_from([30, 30, 60])),
        level=draw(st.sampled_from([2, 2, 3])),
        agencies=frozenset(draw(st.sets(st.sampled_from(AGENCIES)))),
        deadline=draw(st.none() | st.integers(-1, 8).map(lambda day: at(day).date())),
        earliest=draw(st.sampled_from([None, None, None, at(1).date(), at(2).date()])),
        seniors=draw(st.booleans()),
        kept_in=draw(st.sampled_from([None, None, None, *sittings])),
    )


@st.composite
def an_attender(draw, key: str) -> Attender:
    starts = st.builds(at, st.integers(0, 3), st.integers(-1, 3))
    away = st.builds(lambda since, n: Away(since, since + n * HALF_HOUR), starts, st.integers(1, 3))
    return Attender(key, tuple(draw(st.lists(away, max_size=2))))


@st.composite
def with_places(draw, sittings: list[Sitting], cases: list[Case]) -> list[Sitting]:
    """One case, perhaps, has its place already: where it may break any rule."""
    if draw(st.booleans()):
        return sittings
    case, where = draw(st.sampled_from(cases)), draw(st.integers(0, len(sittings) - 1))
    start = sittings[where].starts_at + draw(st.integers(0, 2)) * HALF_HOUR
    placed = replace(sittings[where], placed=(Placed(case.key, start),))
    return [*sittings[:where], placed, *sittings[where + 1 :]]
