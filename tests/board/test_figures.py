"""The board's figures, against what was written down one by one."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as, announce
from access.policy import Refused
from board import tasks
from board.models import Figure
from board.services import count_figures
from clocks.working_days import add_working_days
from tests.factories import make_actor, make_agency, make_area, make_nominal

from .panels import agency_of, at, make_referral
from .people import make_life, settled

# Today is in November, so the last four quarters are October to September. The year is far off:
# what an invitation opened closes by the database's own clock.
TODAY = date(2065, 11, 18)
AUTUMN, WINTER, SPRING, SUMMER = (
    date(2064, 10, 15), date(2065, 2, 11), date(2065, 4, 15), date(2065, 7, 15)
)  # fmt: skip
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def count(cast):
    """Count as the service does, and read what a board member may read."""

    def run(name, when=TODAY):
        with acting_as(cast.service):
            count_figures(actor=cast.service, at=at(when))
        with acting_as(cast.bea):
            return Figure.objects.visible_to(cast.bea).get(name=name).rows

    return run


@pytest.fixture
def case(cast):
    return make_nominal(cast.cora, cast.pat, level=2)


def measured(rows, key):
    """The shares of the four quarters, oldest first."""
    (found,) = [row["quarters"] for row in rows if row["measure"] == key]
    return [tuple(pair) for pair in found]


def test_the_caseload_is_who_is_managed_in_the_community_today(cast, count):
    for category, level in ((1, 1), (1, 1), (2, 1), (2, 2), (3, 3), (4, 2)):
        settled(cast, category, level)
    settled(cast, 1, 1, place="prison")
    settled(cast, 2, 2, place="approved_premises")
    make_life(
        cast,
        categories=[(1, date(2020, 1, 6), date(2065, 11, 1), "notification", "died")],
        levels=[(1, date(2020, 1, 6), date(2065, 11, 1))],
    )
    rows = count("caseload")
    found = {(row["category"], row["level"]): row["people"] for row in rows}
    assert found == {
        (1, 1): 2, (1, 2): 0, (1, 3): 0, (2, 1): 1, (2, 2): 2, (2, 3): 0, (3, 2): 0, (3, 3): 1
    }  # fmt: skip
    assert count("elsewhere") == [{"people": 1}]


def test_attendance_is_cases_attended_of_cases_to_which_an_agency_had_to_come(cast, desk, count):
    for day, absent in [
        (AUTUMN, ()),
        (WINTER, (cast.rex,)),
        (SUMMER, (cast.rex,)),
        (SUMMER + DAY, ()),
    ]:
        desk.heard(day, make_nominal(cast.cora, cast.pat, level=2), absent=absent)
    desk.heard(TODAY - DAY, make_nominal(cast.cora, cast.pat, level=2), absent=(cast.rex,))
    desk.invited(SUMMER + 2 * DAY, make_nominal(cast.cora, cast.pat, level=2))  # never held
    rows = {row["agency"]: row for row in count("attendance")}
    police = rows["Fernshire Police"]
    assert (police["standing"], police["level"]) == ("ra", 2)
    assert (police["quarter"], police["year"]) == ([1, 2], [2, 4])
    assert rows["Fernshire Probation"]["year"] == [4, 4]
    assert "Fernshire Housing authority" not in rows


def test_a_report_is_no_attendance_and_is_counted_apart(cast, desk, case, count):
    slot = desk.opened(SUMMER, case)
    desk.close(slot, SUMMER, presences={cast.rex.agency_id: "report"})
    other = make_nominal(cast.cora, cast.pat, level=2)
    desk.heard(SUMMER + DAY, other, absent=(cast.rex,))
    rows = {row["agency"]: row for row in count("attendance")}
    police = rows["Fernshire Police"]
    assert (police["year"], police["reports"]) == ([0, 2], [1, 2])


def test_an_invited_agency_that_nobody_required_is_not_counted(cast, desk, case, count):
    slot = desk.invited(SUMMER, case)
    desk.invite(slot, agency_of(cast.hal), required=False)
    desk.begin(slot, SUMMER)
    desk.close(slot, SUMMER)
    assert "Fernshire Housing authority" not in {row["agency"] for row in count("attendance")}


def test_disclosure_is_considered_in_each_case_that_is_closed(cast, desk, case, count):
    desk.heard(SUMMER, case)
    assert measured(count("measures"), "disclosure") == [(0, 0), (0, 0), (0, 0), (1, 1)]


def test_a_review_counts_in_the_quarter_in_which_it_fell_due(cast, desk, case, count):
    desk.heard(AUTUMN, case, review_on=AUTUMN + 8 * WEEK)
    desk.heard(WINTER, case, review_on=WINTER + 8 * WEEK)  # 17 weeks on: a week late
    desk.heard(SUMMER - WEEK, case, review_on=SUMMER + 8 * WEEK)  # due by June, held in July
    rows = count("measures")
    assert date(2065, 2, 4) == AUTUMN + 16 * WEEK
    assert date(2065, 6, 3) == WINTER + 16 * WEEK
    assert measured(rows, "reviews_2") == [(0, 0), (0, 1), (0, 1), (0, 0)]
    assert measured(rows, "reviews_3") == [(0, 0)] * 4


def test_a_review_in_time_counts_and_so_does_one_never_held(cast, desk, case, count):
    desk.heard(WINTER, case, review_on=WINTER + 8 * WEEK)
    desk.heard(SPRING, case, review_on=SPRING + 8 * WEEK)
    assert date(2065, 8, 5) == SPRING + 16 * WEEK
    assert measured(count("measures"), "reviews_2") == [(0, 0), (0, 0), (1, 1), (0, 1)]


def test_a_review_is_not_missed_by_a_case_that_needs_no_more_meetings(cast, desk, case, count):
    desk.heard(WINTER, case, review_on=WINTER + 8 * WEEK)
    desk.heard(SPRING, case, level=1)
    assert measured(count("measures"), "reviews_2") == [(0, 0), (0, 0), (1, 1), (0, 0)]


def test_a_case_that_left_mappa_missed_no_review(cast, desk, case, count):
    desk.heard(WINTER, case, review_on=WINTER + 8 * WEEK)
    with acting_as(cast.cora):
        case.levels.filter(until_on=None).update(until_on=SPRING)
    assert measured(count("measures"), "reviews_2") == [(0, 0), (0, 0), (0, 0), (0, 0)]


def test_a_level_3_review_is_measured_against_its_own_maximum(cast, desk, case, count):
    desk.heard(SPRING, case, level=3, review_on=SPRING + 6 * WEEK)
    desk.heard(SPRING + 8 * WEEK, case, level=3, review_on=SPRING + 14 * WEEK)
    desk.heard(SPRING + 16 * WEEK + DAY, case, level=1)
    rows = measured(count("measures"), "reviews_3")
    assert rows == [(0, 0), (0, 0), (1, 1), (0, 1)]


@pytest.mark.parametrize(("late", "in_time"), [(0, 1), (1, 0)])
def test_minutes_are_in_time_on_the_day_they_are_due(cast, desk, case, count, late, in_time):
    slot = desk.heard(SUMMER, case)
    due_on = desk.minutes(slot).due_on
    assert due_on == add_working_days(SUMMER, 10)
    desk.issue(slot, due_on + late * DAY)
    assert measured(count("measures"), "minutes") == [(0, 0), (0, 0), (0, 0), (in_time, 1)]


def test_minutes_that_are_not_out_are_late(desk, case, count):
    desk.heard(SUMMER, case)
    assert measured(count("measures"), "minutes")[-1] == (0, 1)


def test_actions_are_counted_when_due_and_done_only_if_done_by_then(cast, desk, case, count):
    slot = desk.opened(SPRING, case)
    police = agency_of(cast.rex)
    due = {name: SPRING + n * WEEK for n, name in enumerate(("early", "late", "never", "not"), 2)}
    given = {
        name: desk.give(slot, SPRING, agency=police, due_on=due_on) for name, due_on in due.items()
    }
    cancelled = desk.give(slot, SPRING, agency=police, due_on=SPRING + WEEK)
    desk.give(slot, SPRING, agency=police, due_on=TODAY + WEEK)
    desk.close(slot, SPRING)
    desk.finish(given["early"], cast.rex, due["early"])
    desk.finish(given["late"], cast.rex, due["late"] + DAY)
    desk.could_not(given["not"], cast.rex, due["not"] - DAY)
    desk.cancel(cancelled, SPRING + DAY)
    assert measured(count("measures"), "actions") == [(0, 0), (0, 0), (1, 4), (0, 0)]
    assert count("actions") == [{"open": 2, "late": 1}]


def test_a_first_meeting_counts_when_it_fell_due(cast, desk, count):
    in_time = make_nominal(cast.cora, cast.pat, level=2)
    referral = make_referral(cast, in_time, status="accepted", day=SPRING)
    desk.heard(add_working_days(SPRING, 20), in_time, purpose="initial", referral=referral)
    late = make_nominal(cast.cora, cast.pat, level=2)
    make_referral(cast, late, status="accepted", day=SPRING)
    desk.heard(add_working_days(SPRING, 21), late, purpose="initial")
    make_referral(cast, make_nominal(cast.cora, cast.pat), status="accepted", day=SUMMER)
    assert measured(count("measures"), "first_meetings") == [(0, 0), (0, 0), (1, 2), (0, 1)]


def test_referrals_are_counted_when_they_reach_the_unit(cast, count):
    for day, status in (
        (AUTUMN, "accepted"), (SUMMER, "accepted"), (SUMMER, "declined"), (SUMMER, "approved"),
        (SUMMER, "submitted"), (TODAY, "accepted"),
    ):  # fmt: skip
        make_referral(cast, make_nominal(cast.cora, cast.pat), status=status, day=day)
    assert count("referrals") == [
        {"received": 1, "accepted": 1},
        {"received": 0, "accepted": 0},
        {"received": 0, "accepted": 0},
        {"received": 3, "accepted": 1},
    ]


def test_counting_again_replaces_what_was_counted(cast, count):
    settled(cast)
    assert count("caseload")[0]["people"] == 1
    settled(cast)
    assert count("caseload", TODAY + DAY)[0]["people"] == 2
    with acting_as(cast.bea):
        days = Figure.objects.visible_to(cast.bea).values_list("counted_at", flat=True)
        assert set(days) == {at(TODAY + DAY)}


def test_no_name_and_no_number_of_a_person_is_kept(cast, desk, case, count):
    desk.heard(SUMMER, case, actions=[{"agency": agency_of(cast.rex), "due_on": SUMMER + WEEK}])
    make_referral(cast, case, status="approved", day=SUMMER)
    count("caseload")
    with acting_as(cast.bea):
        kept = str(list(Figure.objects.visible_to(cast.bea).values("name", "rows")))
    assert "Fernshire Police" in kept
    people = [actor.person.name for actor in (cast.cora, cast.pat, cast.rex, cast.chidi)]
    for secret in (case.surname, case.forenames, case.reference, str(case.pk), *people):
        assert secret not in kept


def test_only_the_service_counts_and_only_its_own_area_reads(cast, count):
    with acting_as(cast.cora), pytest.raises(Refused):
        count_figures(actor=cast.cora, at=now())
    count("caseload")
    with acting_as(cast.cora), pytest.raises(DatabaseError), transaction.atomic():
        Figure.objects.create(area=cast.area, name="mine", rows=[], counted_at=now())
    stranger = make_actor(
        "Thora Elmgate", Role.BOARD_MEMBER, make_agency(make_area("Thornshire", "TH"), "board")
    )
    with acting_as(stranger):
        assert not Figure.objects.visible_to(stranger).exists()
        assert not Figure.objects.exists()
    assert not Figure.objects.exists()  # nobody is asking


def test_the_number_of_queries_does_not_grow_with_what_is_counted(
    cast, desk, case, django_assert_max_num_queries
):
    def again():
        with acting_as(cast.service), django_assert_max_num_queries(18):
            count_figures(actor=cast.service, at=at(TODAY))

    again()
    for n in range(3):
        other = make_nominal(cast.cora, cast.pat, level=2)
        desk.heard(
            SUMMER + n * DAY,
            other,
            actions=[{"agency": agency_of(cast.rex), "due_on": SUMMER + WEEK}],
        )
    again()


def test_the_bell_counts_each_area_by_its_own_service(cast):
    other = make_area("Thornshire", "TH")
    make_actor("Counts of Thornshire", Role.SERVICE, make_agency(other, "board"))
    settled(cast)
    assert tasks.count_figures() == 14
    for actor, people in ((cast.service, 1), (None, None)):
        announce(actor)
        kept = Figure.objects.filter(name="caseload").values_list("rows", flat=True)
        assert [rows[0]["people"] for rows in kept] == ([people] if actor else [])
