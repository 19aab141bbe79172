"""What the home page says needs doing, to each role."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.actor import Role
from access.locks import acting_as
from board.pages.home import WORK, home
from board.pages.work import emergencies
from board.services import count_figures
from tests.factories import make_nominal

from .panels import agency_of, at, make_referral, refreshed, second
from .people import settled

# A Wednesday years away: what an invitation opened closes by the database's own clock.
TODAY = date(2065, 7, 15)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def todos(actor, on=TODAY):
    """What waits, as sentences with how many are late, by heading."""
    with acting_as(refreshed(actor)) as asking:
        page = home(asking, on=on)
        return {
            group.heading: [(todo.words, todo.late) for todo in group.todos]
            for group in page.groups
        }


@pytest.fixture
def case(cast):
    return make_nominal(cast.cora, cast.pat, level=2)


def test_where_nothing_waits_the_page_says_so(client, cast):
    client.force_login(cast.cora.person)
    page = client.get("/").content.decode()
    assert "Nothing is waiting for you." in page
    assert todos(cast.cora) == {}


# The unit


def test_the_coordinator_screens_what_managers_have_approved(cast):
    for day in (TODAY - DAY, TODAY - 2 * WEEK):
        nominal = make_nominal(cast.cora, cast.pat)
        make_referral(cast, nominal, status="approved", day=day)
    make_referral(cast, make_nominal(cast.cora, cast.pat), status="submitted", day=TODAY)
    assert todos(cast.cora) == {"Referrals": [("2 referrals to screen", 1)]}


def test_the_coordinator_plans_what_is_in_no_session_soonest_first(cast, desk, case):
    desk.issue(desk.heard(TODAY - 16 * WEEK - DAY, case), TODAY - 15 * WEEK)
    soon = make_nominal(cast.cora, cast.pat)
    make_referral(cast, soon, status="accepted", day=TODAY - WEEK)
    planned = make_nominal(cast.cora, cast.pat, level=2)
    desk.slot(desk.session(TODAY + WEEK), planned)
    found = todos(cast.cora)["First meetings and reviews with no slot"]
    assert found == [
        ("2 cases need a place in a session", 1),
        (f"{case.name}: review at Level 2", 1),
        (f"{soon.name}: first meeting at Level 2", 0),
    ]


def test_the_coordinator_chases_the_next_session(cast, desk, case):
    desk.invited(TODAY + 5 * WEEK, make_nominal(cast.cora, cast.pat, level=2))
    slot = desk.invited(TODAY + 2 * DAY, case)
    name = "Level 2 panel, Friday 17 July 2065 at 10am"
    assert todos(cast.cora)["Next session"] == [
        (name, 0), ("2 invitations have no answer", 0), ("2 returns are not in", 2)
    ]  # fmt: skip
    desk.send_return(slot, cast.rex, TODAY)
    desk.accept(slot, cast.rex, TODAY)
    assert todos(cast.cora)["Next session"] == [
        (name, 0), ("1 invitation has no answer", 0), ("1 return is not in", 1)
    ]  # fmt: skip


def test_the_coordinator_sees_minutes_at_each_stage(cast, desk):
    for day in (TODAY - 3 * WEEK, TODAY - WEEK):
        desk.heard(day, make_nominal(cast.cora, cast.pat, level=2))
    issued = desk.heard(TODAY - 2 * WEEK, make_nominal(cast.cora, cast.pat, level=2))
    desk.issue(issued, TODAY - WEEK)
    sent = desk.heard(TODAY - 4 * WEEK, make_nominal(cast.cora, cast.pat, level=2))
    desk.submit(sent, TODAY - 3 * WEEK)
    assert todos(cast.cora)["Minutes"] == [
        ("2 sets of minutes to write", 1), ("1 set of minutes with the chair", 1)
    ]  # fmt: skip


def test_the_coordinator_sees_late_actions_and_verifies_what_is_done(cast, desk, case):
    police = agency_of(cast.rex)
    slot = desk.opened(TODAY - 4 * WEEK, case)
    given = [
        desk.give(slot, TODAY - 4 * WEEK, agency=police, due_on=TODAY + days * DAY)
        for days in (-1, 0, 7)
    ]
    desk.close(slot, TODAY - 4 * WEEK)
    desk.finish(given[2], cast.rex, TODAY - WEEK)
    expected = [("1 action is late", 1), ("1 action to verify", 0)]
    assert todos(cast.cora)["Actions"] == expected


def test_the_administrator_sees_what_the_coordinator_does_but_for_what_they_alone_review():
    reviews = {"Cases opened in an emergency": (emergencies.to_review,)}
    assert WORK[Role.ADMINISTRATOR] | reviews == WORK[Role.COORDINATOR]


# The chair


def test_the_chair_has_sessions_and_minutes(cast, desk, case):
    desk.invited(TODAY + 2 * DAY, case)
    other = make_nominal(cast.cora, cast.pat, level=2)
    desk.submit(desk.heard(TODAY - 4 * WEEK, other), TODAY - 3 * WEEK)
    assert todos(cast.chidi) == {
        "Sessions to chair": [("Level 2 panel, Friday 17 July 2065 at 10am", 0)],
        "Minutes to approve": [(f"Minutes of {other.name}, heard on 17 June 2065", 1)],
    }
    other = second(cast, "Chloe Wrenfold", like=cast.chidi, role=Role.CHAIR)
    assert todos(other) == {}


# Case manager and manager


def test_a_case_manager_has_referrals_cases_and_actions(cast, desk, case):
    for status in ("draft", "returned", "submitted"):
        make_referral(cast, make_nominal(cast.cora, cast.pat), status=status, day=TODAY - DAY)
    for ago in (DAY, 3 * WEEK):
        nominal = make_nominal(cast.cora, cast.pat, level=2)
        make_referral(cast, nominal, status="accepted", day=TODAY - ago)
    slot = desk.opened(TODAY - 4 * WEEK, case)
    for days in (-1, 3):
        desk.give(
            slot,
            TODAY - 4 * WEEK,
            agency=agency_of(cast.pat),
            person=cast.pat.person,
            due_on=TODAY + days * DAY,
        )
    desk.close(slot, TODAY - 4 * WEEK)
    desk.slot(desk.session(TODAY + WEEK), case)
    assert todos(cast.pat) == {
        "Referrals": [
            ("1 referral to answer", 0),
            ("1 referral to finish", 0),
            ("1 referral has been decided", 0),
        ],
        "Your cases at a panel": [(f"{case.name}: review", 0)],
        "Actions": [("2 actions to do", 1)],
    }


def test_a_manager_approves_what_names_them(cast):
    nominal = make_nominal(cast.cora, cast.pat)
    make_referral(cast, nominal, status="submitted", day=TODAY - WEEK)
    assert todos(cast.maya) == {"Referrals": [("1 referral to approve or send back", 1)]}
    other = second(cast, "Mungo Ashbeck", like=cast.maya, role=Role.MANAGER)
    assert todos(other) == {}


# Agencies


def test_a_representative_answers_sends_does_and_reads(cast, desk, case):
    desk.invited(TODAY + 2 * DAY, case)
    other = make_nominal(cast.cora, cast.pat, level=2)
    slot = desk.heard(
        TODAY - 2 * WEEK,
        other,
        actions=[
            {"agency": agency_of(cast.rex), "due_on": TODAY - DAY},
            {"agency": agency_of(cast.poppy), "due_on": TODAY - DAY},
        ],
    )
    desk.issue(slot, TODAY - WEEK)
    assert todos(cast.rex) == {
        "Coming sessions": [("1 invitation to answer", 0), ("1 return to send", 1)],
        "Actions": [("1 action for your agency to do", 1)],
        "New minutes": [(f"Minutes of {other.name}, heard on 1 July 2065", 0)],
    }
    assert todos(cast.hal) == {}  # invited to nothing, and told of nothing
    assert "New minutes" not in todos(cast.rex, on=TODAY + 2 * WEEK)


# The board


@pytest.mark.parametrize("who", ["bea", "ada"])
def test_the_board_and_auditors_see_how_things_stand(client, cast, who):
    client.force_login(getattr(cast, who).person)
    assert "Nothing has been counted yet." in client.get("/").content.decode()
    for _ in range(7):
        settled(cast)
    with acting_as(cast.service):
        count_figures(actor=cast.service, at=at(TODAY))
    page = client.get("/").content.decode()
    assert "How things stand" in page
    assert "7" in page
    assert "managed in the community" in page
    assert reverse("board:dashboard") in page


@pytest.mark.parametrize(
    ("who", "shown", "not_shown"),
    [
        ("cora", {"Today", "Nominals", "Referrals", "Sessions", "Dashboard"}, {"Invitations"}),
        ("pat", {"Today", "Nominals", "Referrals", "Invitations", "Actions"}, {"Dashboard"}),
        ("rex", {"Today", "Nominals", "Sessions", "Invitations"}, {"Referrals", "Dashboard"}),
        ("bea", {"Today", "Dashboard", "Time limits"}, {"Nominals", "Sessions", "Actions"}),
    ],
)  # fmt: skip
def test_each_role_has_links_to_the_pages_it_may_open(client, cast, who, shown, not_shown):
    client.force_login(getattr(cast, who).person)
    page = unescape(client.get("/").content.decode())
    menu = page[page.index('id="navigation"') : page.index("</nav>")]
    links = {word for word in shown | not_shown if f">{word}<" in menu}
    assert links == shown
    assert menu.count('aria-current="true"') == 1


def test_the_number_of_queries_does_not_grow_with_what_waits(cast, desk):
    def fill(offset):
        desk.invited(TODAY + WEEK + offset * DAY, make_nominal(cast.cora, cast.pat, level=2))
        desk.heard(
            TODAY - 20 * WEEK + offset * DAY,
            make_nominal(cast.cora, cast.pat, level=2),
            actions=[{"agency": agency_of(cast.rex), "due_on": TODAY - WEEK}],
        )
        for status in ("submitted", "approved", "accepted", "draft"):
            make_referral(cast, make_nominal(cast.cora, cast.pat), status=status, day=TODAY)

    def asked(actor):
        asking = refreshed(actor)
        with acting_as(asking), CaptureQueriesContext(connection) as queries:
            home(asking, on=TODAY)
        return len(queries)

    actors = (cast.cora, cast.chidi, cast.pat, cast.maya, cast.rex, cast.bea)
    fill(0)
    before = [asked(actor) for actor in actors]
    fill(1)
    fill(2)
    assert [asked(actor) for actor in actors] == before
    assert max(before) <= 20
